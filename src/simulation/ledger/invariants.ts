/** What must hold on every machine at every time (LEDGER.md 9). */
import { supplyOf } from '../../amp/ledger'
import { slotKey, slotOf } from '../../amp/slots'
import type { BlockId, SlotKey } from '../../amp/types'
import type { Answer } from '../../amp/witness'
import type { FaultReport } from './faults'
import type { LedgerNetwork } from './network'

export class Invariants {
  readonly #network: LedgerNetwork
  readonly #forkers: ReadonlySet<string>
  readonly #finals = new Map<SlotKey, BlockId>()
  readonly #forks = new Set<string>()
  readonly #counts = { skips: 0, claims: 0, refunds: 0 }
  #violation: string | null = null

  constructor(network: LedgerNetwork, forkers: ReadonlySet<string>) {
    this.#network = network
    this.#forkers = new Set([...forkers].map((name) => network.accountOf(name)))
  }

  note(name: string, news: Answer['news']): void {
    for (const item of news) {
      switch (item.t) {
        case 'final':
          this.#noteFinal(name, item.final.signed)
          break
        case 'fork': {
          const { block } = item.proof.a
          if (block.t !== 'claim') {
            this.#forks.add(slotKey(slotOf(block)))
            if (!this.#forkers.has(block.account)) this.#fail(`I10: an honest owner forked, as ${name} heard`)
          }
          break
        }
        case 'successor':
        case 'turn':
          break
        case 'lie': {
          const liar = [...this.#network.machines.values()].find(
            ({ signer }) => signer.device === item.proof.a.witness,
          )
          if (liar !== undefined && !this.#network.bad.has(liar.name))
            this.#fail(`I10: ${liar.name} is honest and contradicted itself`)
          break
        }
        case 'broken':
          this.#fail(
            `I1: ${name} holds proofs of two ends of one place, or of a block that must not be final`,
          )
      }
    }
  }

  #noteFinal(
    name: string,
    { block, id }: { readonly block: Parameters<typeof slotOf>[0]; readonly id: BlockId },
  ): void {
    const key = slotKey(slotOf(block))
    const known = this.#finals.get(key)
    if (known !== undefined && known !== id) this.#fail(`I1: ${name} has another final at ${key}`)
    if (known !== undefined) return
    this.#finals.set(key, id)
    if (block.t === 'skip') this.#counts.skips += 1
    if (block.t === 'claim') this.#counts.claims += 1
    if (block.t === 'refund') this.#counts.refunds += 1
  }

  checkMachine(name: string): void {
    const { ledger } = this.#network.machine(name).participant.book
    const { total } = supplyOf(ledger)
    if (total !== ledger.terms.supply) this.#fail(`I4: the sum at ${name} is ${String(total)}`)
    for (const { balance } of ledger.accounts.values())
      if (balance < 0) this.#fail(`I3: less than nothing at ${name}`)
    for (const { locked } of ledger.campaigns.values())
      if (locked < 0) this.#fail(`I6: a campaign pays more than its budget at ${name}`)
  }

  /** Whoever holds the same finals has the same ledger, however they came. */
  checkAtRest(): void {
    const states = [...this.#network.machines.values()].map(({ name, participant }) => {
      this.checkMachine(name)
      const { ledger } = participant.book
      return JSON.stringify({
        accounts: [...ledger.accounts].sort(),
        settled: [...ledger.settled].sort(),
        outputs: [...ledger.outputs.keys()].sort(),
        locked: [...ledger.campaigns].map(([id, { locked }]) => [id, locked]).sort(),
      })
    })
    if (new Set(states).size > 1) this.#fail('I8: when all was said, machines have different ledgers')
  }

  report(): Omit<FaultReport, 'crashes'> {
    return {
      finals: this.#finals.size,
      forks: this.#forks.size,
      ...this.#counts,
      violation: this.#violation,
    }
  }

  #fail(what: string): void {
    this.#violation ??= what
  }
}
