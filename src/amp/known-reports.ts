/**
 * The close reports that a peer knows. An honest witness makes one of a campaign in an epoch; of one that makes more,
 * two are kept: they prove it (rule AM106), and whoever signed a refund that names one of them shows that one again.
 */
import { saysTheSame } from './lies'
import type { CloseReport } from './statements'
import type { BlockId, KeyId, WitnessProof } from './types'

interface OfWitness {
  readonly first: CloseReport
  /** The last that says something else: so what is shown beside a block is known when the block is looked at. */
  readonly other: CloseReport | null
}

export class KnownReports {
  readonly #of = new Map<BlockId, Map<KeyId, OfWitness>>()

  /** @returns the proof when this report is the first that contradicts another of its witness */
  take(report: CloseReport): WitnessProof | null {
    const { campaign, witness } = report
    const known = this.#of.get(campaign) ?? new Map<KeyId, OfWitness>()
    this.#of.set(campaign, known)
    const former = known.get(witness)
    if (former === undefined) {
      known.set(witness, { first: report, other: null })
      return null
    }
    if (saysTheSame(former.first, report)) return null
    known.set(witness, { ...former, other: report })
    return former.other === null ? { a: former.first, b: report } : null
  }

  /** One of each witness. */
  firsts(campaign: BlockId): CloseReport[] {
    return this.#ofWitnesses(campaign).map(({ first }) => first)
  }

  /** Those for which others may have to make room go first, for what a refund names is one of the `firsts`. */
  all(campaign: BlockId): CloseReport[] {
    return this.#ofWitnesses(campaign).flatMap(({ first, other }) =>
      other === null ? [first] : [other, first],
    )
  }

  delete(campaign: BlockId): void {
    this.#of.delete(campaign)
  }

  clear(): void {
    this.#of.clear()
  }

  #ofWitnesses(campaign: BlockId): OfWitness[] {
    return [...(this.#of.get(campaign)?.values() ?? [])]
  }
}
