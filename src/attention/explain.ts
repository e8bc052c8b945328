/** Why a post stands where it stands: every term of its current, as the model computed it (rule A12). */
import type { Model } from './evaluate'
import type { Explanation, ModelPost } from './types'

export function explain(model: Model, post: ModelPost, stream: readonly string[]): Explanation {
  const { arrival } = model.arrival(post)
  const path = arrival.by === 'author' || arrival.by === 'engager' ? arrival.path : []
  const numbers = model.numbers(post)
  const rank = stream.indexOf(post.id)
  return {
    post: post.id,
    now: model.now,
    numbers,
    rank: rank === -1 ? null : rank + 1,
    arrival,
    steps: path.slice(1).map((to, index) => model.synapses.transmission(path[index] ?? '', to)),
    recharges: model.charge(post).recharges,
    reo: model.reo.get(post.author) ?? 0,
    bundle: model.bundle(post.author),
    saturation: model.saturation(post),
    baseGain: model.params.baseGain,
    affinityGain: model.params.affinityGain,
    dial: model.dial(post),
    current: numbers.current,
  }
}
