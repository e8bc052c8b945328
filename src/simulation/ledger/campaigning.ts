/** What sponsors and viewers do while the witnesses change: campaigns begin, views are claimed, what is left comes back. */
import { UNITS_PER_AMP } from '../../amp/limits'
import { tableFrom } from '../../amp/table'
import type { LedgerNetwork, Message } from './network'

const HOUR_MS = 3_600_000
/** Longer than the shortest that witnesses vote for, by more than it takes to become final. */
const LASTS_MS = 1.5 * HOUR_MS
/** After this any campaign is over that began before. */
export const OVER_MS = 2 * HOUR_MS
const BUDGET = 10 * UNITS_PER_AMP
const VIEW_MS = 1_000

export class Campaigning {
  readonly #network: LedgerNetwork
  readonly #people: readonly string[]
  readonly #random: () => number

  constructor(network: LedgerNetwork, people: readonly string[], random: () => number) {
    this.#network = network
    this.#people = people
    this.#random = random
  }

  /** Offers something to each of the others. @param id of the wish */
  async begin(sponsor: string, id: string): Promise<void> {
    const rows = this.#people
      .filter((name) => name !== sponsor)
      .map((name) => ({
        viewer: this.#network.accountOf(name),
        amount: 1 + Math.floor(this.#random() * UNITS_PER_AMP),
      }))
      .sort((a, b) => (a.viewer < b.viewer ? -1 : 1))
    const table = await tableFrom(rows)
    if (table === undefined) throw new Error('expected a table')
    const terms = { post: table.id, budget: BUDGET, table, lastsMs: LASTS_MS, viewMs: VIEW_MS }
    const told = { algorithm: 'told', snapshot: null }
    await this.#network.machine(sponsor).purse.wish({ id, t: 'sponsor', terms: { ...terms, ...told } })
  }

  /** Claims all that is offered; of views that overlap some are refused. */
  async look(viewer: string): Promise<Message[]> {
    const { owner, purse, participant } = this.#network.machine(viewer)
    for (const campaign of participant.book.ledger.campaigns.keys()) {
      const fromMs = this.#network.nowAt(viewer) - Math.floor(this.#random() * 60_000)
      await owner.claim(campaign, fromMs, fromMs + VIEW_MS)
    }
    return this.#network.toAll(viewer, purse.proposals(), true)
  }

  /** Asks for reports on own campaigns that are over, and for what is left of them. */
  async close(sponsor: string): Promise<Message[]> {
    const { owner, purse } = this.#network.machine(sponsor)
    const messages: Message[] = []
    for (const campaign of this.#openOf(sponsor)) {
      const asked = owner.closing(campaign)
      if (!asked.ok) continue
      messages.push(...this.#network.toAll(sponsor, [asked.value], true))
      await purse.takeBack(campaign)
    }
    return messages
  }

  isOpen(sponsor: string): boolean {
    return this.#openOf(sponsor).length > 0
  }

  #openOf(sponsor: string) {
    const { participant, account } = this.#network.machine(sponsor)
    return [...participant.book.ledger.campaigns.values()]
      .filter(({ block, owed }) => block.account === account && owed === null)
      .map(({ id }) => id)
  }
}
