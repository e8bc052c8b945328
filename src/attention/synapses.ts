/** Engagement, attention and the synapses that they and the follows make (MODEL.md 1 to 3; rules A3 and A4). */
import type { CountedAct } from './countable'
import type { Params } from './params'
import type { Follow } from './types'

/** e(author, by): how much `by` attends `author`, and what follows from it. */
export class Synapses {
  readonly #params: Params
  /** By attender: engagement by author. */
  readonly #engagement = new Map<string, Map<string, number>>()
  readonly #total = new Map<string, number>()
  /** By attender: everyone with a synapse to them, that is whom they follow or engage with enough. */
  readonly #sources = new Map<string, Set<string>>()

  constructor(acts: readonly CountedAct[], follows: readonly Follow[], now: number, params: Params) {
    this.#params = params
    for (const { author, by, kind, at } of acts) {
      const strength = params.weights[kind] * 2 ** (-(now - at) / params.engagementHalfLifeMs)
      const row = this.#engagement.get(by) ?? new Map<string, number>()
      row.set(author, (row.get(author) ?? 0) + strength)
      this.#engagement.set(by, row)
      this.#total.set(by, (this.#total.get(by) ?? 0) + strength)
    }
    for (const { from, to } of follows) if (from !== to) this.#connect(to, from)
    for (const [by, row] of this.#engagement) {
      for (const [author, value] of row) if (value >= params.synapseThreshold) this.#connect(author, by)
    }
  }

  /** e(author, by). */
  engagement(author: string, by: string): number {
    return this.#engagement.get(by)?.get(author) ?? 0
  }

  /** Σ_x e(x, by): all that `by` attends. */
  engagementOfAll(by: string): number {
    return this.#total.get(by) ?? 0
  }

  /** A(author, by): the share of `by`'s attention that `author` gets. */
  attention(author: string, by: string): number {
    return this.engagement(author, by) / (this.#params.attentionReserve + this.engagementOfAll(by))
  }

  /** σ(author, by), 0 … 1. */
  saturation(author: string, by: string): number {
    const value = this.engagement(author, by)
    return value === 0 ? 0 : value / (value + this.#params.saturationPoint)
  }

  /** τ(author → by): the fraction of a charge that crosses the synapse; only meaningful where there is one. */
  transmission(author: string, by: string): number {
    return this.#params.baseTransmission + this.#params.transmissionGain * this.saturation(author, by)
  }

  /** Everyone with a synapse to this person. */
  sources(by: string): Iterable<string> {
    return this.#sources.get(by) ?? []
  }

  has(author: string, by: string): boolean {
    return this.#sources.get(by)?.has(author) ?? false
  }

  /** Every (author, by) with engagement. */
  *pairs(): Iterable<{ readonly author: string; readonly by: string; readonly value: number }> {
    for (const [by, row] of this.#engagement) {
      for (const [author, value] of row) yield { author, by, value }
    }
  }

  #connect(author: string, by: string): void {
    const sources = this.#sources.get(by) ?? new Set<string>()
    sources.add(author)
    this.#sources.set(by, sources)
  }
}
