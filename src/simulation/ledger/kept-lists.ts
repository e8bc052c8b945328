/** What each machine keeps of the ledger, in order, as a desk does: it outlives a crash, and is shown to who is behind. */
import type { Fact } from '../../amp/facts'
import type { Answer } from '../../amp/witness-answer'
import type { LedgerNetwork } from './network'

export class KeptLists {
  readonly #network: LedgerNetwork
  readonly #lists = new Map<string, Fact[]>()

  constructor(network: LedgerNetwork) {
    this.#network = network
  }

  note(name: string, news: Answer['news']): void {
    const { participant } = this.#network.machine(name)
    const list = this.#lists.get(name) ?? []
    this.#lists.set(name, list)
    for (const item of news) {
      if (item.t === 'final') list.push(...participant.factsOf(item.final))
      if (item.t === 'successor') list.push(item)
      if (item.t === 'turn') list.push(...participant.turnFacts(item))
    }
  }

  of(name: string): readonly Fact[] {
    return this.#lists.get(name) ?? []
  }

  /** The machine starts anew, with what is on its disk and what it kept. */
  async restart(name: string): Promise<void> {
    const machine = this.#network.machine(name)
    machine.restart()
    for (const fact of this.of(name)) await machine.participant.recall(fact)
    for (const { facts } of machine.disk.proofs())
      for (const fact of await this.#network.readAt(name, facts)) await machine.participant.recall(fact)
    machine.recallLies()
  }

  /** Everybody who is behind reads everybody's list from its beginning. */
  async catchUp(): Promise<void> {
    for (const [from, list] of this.#lists)
      for (const to of this.#network.machines.keys())
        if (to !== from && this.#isBehind(to, from))
          for (const message of this.#network.toOne(from, to, list)) await this.#network.deliver(message)
  }

  #isBehind(name: string, other: string): boolean {
    const [here, there] = [name, other].map((one) => this.#network.machine(one).participant.book)
    if (here === undefined || there === undefined) return false
    return (
      here.ledger.terms.epoch < there.ledger.terms.epoch ||
      [...there.ledger.settled.keys()].some((key) => !here.ledger.settled.has(key))
    )
  }
}
