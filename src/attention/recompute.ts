/**
 * The current of a post worked out again from its explanation alone: no knowledge, no model. It shows that what a
 * reader is told is all there is to the number (rule A12), and it estimates what one record matters.
 */
import type { Explanation, Recharge, Removal, Tie } from './explanation'
import type { Params } from './params'

export interface Recomputed {
  readonly charge: number
  readonly transmission: number
  readonly reo: number
  readonly saturation: number
  readonly current: number
}

/**
 * @param without a record to leave out. Paths are not searched anew: where the one shown breaks, nothing arrives.
 */
export function recompute(why: Explanation, without?: Removal): Recomputed {
  const ties = new Reckoning(why, without)
  const charge = chargeOf(why, ties, without)
  const transmission = transmissionOf(why, ties, without)
  const reo = reoOf(why, ties)
  const saturation = why.author === why.viewer ? 0 : ties.saturation(why.author, why.viewer)
  const { baseGain, affinityGain } = why.params
  const current =
    charge * transmission * (baseGain + reo) * (1 + affinityGain * saturation) * dialOf(why.dials)
  return { charge, transmission, reo, saturation, current }
}

/** Engagement and what follows from it, by tie, added up from the acts listed. */
class Reckoning {
  readonly #params: Params
  readonly #now: number
  readonly #ties: ReadonlyMap<string, Tie>
  readonly #without: Removal | undefined

  constructor({ params, now, ties }: Explanation, without: Removal | undefined) {
    this.#params = params
    this.#now = now
    this.#ties = new Map(ties.map((tie) => [keyOf(tie.author, tie.by), tie]))
    this.#without = without
  }

  engagement(author: string, by: string): number {
    const { acts, others } = this.#tie(author, by)
    const kept = acts.filter((act) => !isWithout(this.#without, { ...act, by }))
    return kept.reduce((sum, { kind, at }) => sum + this.#strength(kind, at), others.strength)
  }

  saturation(author: string, by: string): number {
    const engagement = this.engagement(author, by)
    return engagement / (engagement + this.#params.saturationPoint)
  }

  attention(author: string, by: string): number {
    const { acts, engagementOfAll } = this.#tie(author, by)
    const gone = acts.filter((act) => isWithout(this.#without, { ...act, by }))
    const goneStrength = gone.reduce((sum, { kind, at }) => sum + this.#strength(kind, at), 0)
    return this.engagement(author, by) / (this.#params.attentionReserve + engagementOfAll - goneStrength)
  }

  /** τ; 0 without a synapse. */
  transmission(author: string, by: string): number {
    const { isFollowed } = this.#tie(author, by)
    const isUnfollowed =
      this.#without !== undefined &&
      'follow' in this.#without &&
      this.#without.follow.from === by &&
      this.#without.follow.to === author
    const follows = isFollowed && !isUnfollowed
    if (!follows && this.engagement(author, by) < this.#params.synapseThreshold) return 0
    return this.#params.baseTransmission + this.#params.transmissionGain * this.saturation(author, by)
  }

  /** The product of τ along a path of people. */
  along(path: readonly string[]): number {
    return path.slice(1).reduce((product, by, index) => product * this.transmission(path[index] ?? '', by), 1)
  }

  #strength(kind: keyof Params['weights'], at: number): number {
    return this.#params.weights[kind] * 2 ** (-(this.#now - at) / this.#params.engagementHalfLifeMs)
  }

  #tie(author: string, by: string): Tie {
    const tie = this.#ties.get(keyOf(author, by))
    if (tie === undefined) throw new Error(`the explanation lacks the tie of ${author} and ${by}`)
    return tie
  }
}

function chargeOf(why: Explanation, ties: Reckoning, without: Removal | undefined): number {
  const { chargeHalfLifeMs, rechargeGain, weights, ampPerCharge } = why.params
  let charge = 1
  let capacity = 1
  let lastAt = why.at
  const leakUntil = (at: number): void => {
    charge *= 2 ** (-Math.max(0, at - lastAt) / chargeHalfLifeMs)
    lastAt = Math.max(lastAt, at)
  }
  for (const recharge of why.recharges) {
    const { kind, at, via, amount } = recharge
    if (isRechargeWithout(without, recharge, why.post)) continue
    leakUntil(at)
    if (kind === 'amplification') {
      charge += amount / ampPerCharge
      capacity = Math.max(capacity, charge)
    } else {
      charge = Math.min(capacity, charge + rechargeGain * weights[kind] * ties.along(via))
    }
  }
  leakUntil(why.now)
  return charge
}

function transmissionOf(why: Explanation, ties: Reckoning, without: Removal | undefined): number {
  const { arrival, carriedBy, post } = why
  switch (arrival.by) {
    case 'own':
    case 'addressed':
      return 1
    case 'tag':
      return why.params.tagTransmission
    case 'nothing':
      return 0
    case 'author':
      return ties.along(arrival.path)
    case 'engager': {
      const by = arrival.path[0] ?? ''
      const carries = carriedBy.some((act) => !isWithout(without, { ...act, by, post }))
      return carries ? ties.along(arrival.path) : 0
    }
  }
}

function reoOf({ author, viewer, bundle, params }: Explanation, ties: Reckoning): number {
  let standing = 0
  let both = 0
  for (const { person } of bundle) {
    if (ties.transmission(author, person) === 0) continue
    const carried = ties.transmission(person, viewer)
    standing += carried * ties.attention(author, person)
    both += carried * (ties.attention(author, person) + ties.attention(viewer, person))
  }
  return standing === 0 ? 0 : standing / (params.reoSmoothing + both)
}

function dialOf({ person, tags }: Explanation['dials']): number {
  const set = tags.map(({ dial }) => dial)
  const byTag = set.length === 0 ? 1 : set.includes(0) ? 0 : Math.max(...set)
  return person * byTag
}

function isRechargeWithout(without: Removal | undefined, { by, kind, at }: Recharge, post: string): boolean {
  return kind !== 'amplification' && isWithout(without, { by, kind, at, post })
}

function isWithout(
  without: Removal | undefined,
  act: { readonly by: string; readonly post: string; readonly kind: string; readonly at: number },
): boolean {
  if (without === undefined || !('act' in without)) return false
  const { by, post, kind, at } = without.act
  return by === act.by && post === act.post && kind === act.kind && at === act.at
}

function keyOf(author: string, by: string): string {
  return JSON.stringify([author, by])
}
