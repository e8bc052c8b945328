import type { ActKind, Explanation, Recharge } from '../../attention/types'
import { say } from '../words/words.svelte'
import { asPercent, shortNumber } from './numbers'
import type { NameOf } from './why-sentence'

/** How much an act adds, and what keeps it from adding more: "A share is worth 2; 40% reaches you." */
export function workingSentence({ params }: Explanation, recharge: Recharge, nameOf: NameOf): string {
  const { kind, nearness, added } = recharge
  if (kind === 'amplification') return ''
  const most = params.rechargeGain * params.weights[kind]
  const worth = worthOf(kind, shortNumber(most))
  const reached = reachedWords(recharge, nameOf)
  const isFull = added < most * nearness * 0.999
  return isFull
    ? say('{worth}; {reached}; the post was full, so less of it.', { worth, reached })
    : say('{worth}; {reached}.', { worth, reached })
}

function worthOf(kind: ActKind, worth: string): string {
  switch (kind) {
    case 'view':
      return say('A view is worth {worth}', { worth })
    case 'like':
      return say('A like is worth {worth}', { worth })
    case 'comment':
      return say('A comment is worth {worth}', { worth })
    case 'share':
      return say('A share is worth {worth}', { worth })
  }
}

function reachedWords({ nearness, via }: Recharge, nameOf: NameOf): string {
  if (via.length === 1) return say('your own')
  const share = asPercent(nearness)
  const between = via.length === 3 ? nameOf(via[1] ?? '') : null
  return between === null
    ? say('{share} reaches you', { share })
    : say('{share} reaches you by way of {name}', { share, name: between })
}
