/**
 * The wallet and, where the owner is a witness, what it said: in a database of their own, so that one may be kept when
 * the other is cleared, and money of one ledger never mixes with that of another.
 */
import { isInChain } from '../amp/blocks'
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { KeptForecast } from '../amp/forecast'
import type { ForkStore, KeptFork } from '../amp/forks'
import { isPleaFor, type OwnBlock, type OwnClaim, type OwnerMemory, type OwnLog } from '../amp/owner'
import type { PurseMemory, Wish, WishEnd, WishLog } from '../amp/wish'
import type { CloseReportBody } from '../amp/statements'
import type { AccountId, BlockId, KeyId, LedgerId } from '../amp/types'
import type { HeldUpClaim, KeptProof, KeptStatement, WitnessLog, WitnessMemory } from '../amp/witness-log'

interface AmpDb extends DBSchema {
  /** What became final here, with the tables it needs, as facts in bytes, in order. */
  finals: { key: number; value: Uint8Array }
  /** How far the finals of others were read, by the mark of their list. */
  marks: { key: string; value: number }
  blocks: { key: [string, number]; value: OwnBlock }
  claims: { key: [string, string]; value: OwnClaim }
  wishes: { key: string; value: Wish & { readonly order: number; readonly fault: WishEnd | null } }
  statements: { key: number; value: KeptStatement }
  /** Of places at which nothing is final yet. */
  proofs: { key: string; value: KeptProof }
  reports: { key: string; value: CloseReportBody }
  heldUp: { key: [string, string]; value: HeldUpClaim }
  forks: { key: [string, number]; value: KeptFork }
  /** Of each witness that was caught one proof, as a fact in bytes. */
  lies: { key: string; value: Uint8Array }
  forecasts: { key: string; value: KeptForecast }
}

/** Money: a write has reached the disk before anybody hears of it. */
const STRICT = { durability: 'strict' } as const

/** No list of finals has these names: those of others begin with a peer's. */
const WITNESS_MARK = 'this page is a witness'
const FORGOTTEN_MARK = 'this witness has forgotten what it said'
const NAMED_MARK = 'a later epoch names this device'
const SIGNED_MARK = 'what this witness signed for epoch'
const FROZEN_MARK = 'the last epoch that is over for this witness'

/** What became final, to be read in stretches. */
export type KeptFinals = Pick<AmpStore, 'countFinals' | 'finalsAfter'>

export class AmpStore implements OwnLog, WishLog, WitnessLog, ForkStore {
  readonly #db: IDBPDatabase<AmpDb>
  #order = 0

  private constructor(db: IDBPDatabase<AmpDb>) {
    this.#db = db
  }

  static async open(ledger: LedgerId, onClosedByBrowser: () => void): Promise<AmpStore> {
    const db = await openDB<AmpDb>(`synereo-amp-${ledger}`, 5, {
      upgrade(upgraded, version) {
        if (version < 1) {
          upgraded.createObjectStore('finals', { autoIncrement: true })
          upgraded.createObjectStore('marks')
          upgraded.createObjectStore('blocks')
          upgraded.createObjectStore('claims')
          upgraded.createObjectStore('wishes')
          upgraded.createObjectStore('statements', { autoIncrement: true })
          upgraded.createObjectStore('reports')
        }
        if (version < 2) {
          upgraded.createObjectStore('forks')
          upgraded.createObjectStore('forecasts')
        }
        if (version < 3) upgraded.createObjectStore('proofs')
        if (version < 4) upgraded.createObjectStore('lies')
        upgraded.createObjectStore('heldUp')
      },
      blocking() {
        db.close()
        onClosedByBrowser()
      },
      terminated: onClosedByBrowser,
    })
    return new AmpStore(db)
  }

  close(): void {
    this.#db.close()
  }

  async finals(): Promise<Uint8Array[]> {
    return this.#db.getAll('finals')
  }

  countFinals(): Promise<number> {
    return this.#db.count('finals')
  }

  /** A stretch of them: all at once may be too much for one turn. */
  async finalsAfter(key: number, count: number): Promise<{ facts: readonly Uint8Array[]; last: number }> {
    const store = this.#db.transaction('finals').store
    const after = IDBKeyRange.lowerBound(key, true)
    const [facts, keys] = await Promise.all([store.getAll(after, count), store.getAllKeys(after, count)])
    return { facts, last: keys.at(-1) ?? key }
  }

  /** May be lost: others have it too. */
  async keepFinals(facts: readonly Uint8Array[]): Promise<void> {
    const transaction = this.#db.transaction('finals', 'readwrite')
    for (const fact of facts) await transaction.store.add(fact)
    await transaction.done
  }

  async mark(list: string): Promise<number> {
    return (await this.#db.get('marks', list)) ?? 0
  }

  async keepMark(list: string, next: number): Promise<void> {
    await this.#db.put('marks', next, list)
  }

  async hasBegun(): Promise<boolean> {
    return (await this.#db.get('marks', WITNESS_MARK)) !== undefined
  }

  async begin(): Promise<void> {
    await this.#put('marks', 1, WITNESS_MARK)
  }

  async keepForgotten(): Promise<void> {
    await this.#put('marks', 1, FORGOTTEN_MARK)
  }

  async keepFrozen(epoch: number): Promise<void> {
    await this.#put('marks', epoch, FROZEN_MARK)
  }

  /** One for each epoch: false when another was noted. */
  async noteSigned(epoch: number, successor: BlockId): Promise<boolean> {
    const ofEpoch = `${SIGNED_MARK} ${String(epoch)} `
    const transaction = this.#db.transaction('marks', 'readwrite', STRICT)
    const [known] = await transaction.store.getAllKeys(IDBKeyRange.bound(ofEpoch, `${ofEpoch}\uffff`))
    if (known === undefined) await transaction.store.put(1, ofEpoch + successor)
    await transaction.done
    return known === undefined || known === ofEpoch + successor
  }

  /** A later epoch than the first names this device. */
  async keepNamed(): Promise<void> {
    await this.#put('marks', 1, NAMED_MARK)
  }

  async isNamed(): Promise<boolean> {
    return (await this.#db.get('marks', NAMED_MARK)) !== undefined
  }

  async keepBlock(own: OwnBlock): Promise<boolean> {
    const { block } = own.signed
    if (!isInChain(block)) throw new Error('expected a block of an account')
    const transaction = this.#db.transaction(['blocks', 'wishes'], 'readwrite', STRICT)
    const blocks = transaction.objectStore('blocks')
    const key: [string, number] = [block.account, block.seq]
    const wishes = transaction.objectStore('wishes')
    const wish = own.wish === null ? undefined : await wishes.get(own.wish)
    // Another tab that led meanwhile may have withdrawn it (rule AM121).
    const there = await blocks.get(key)
    const mayStand = there === undefined ? wish?.fault !== 'withdrawn' : isPleaFor(there, own)
    if (mayStand) {
      await blocks.put(own, key)
      if (own.wish !== null) await wishes.delete(own.wish)
    }
    await transaction.done
    return mayStand
  }

  async keepClaim(claim: OwnClaim): Promise<void> {
    const { campaign, viewer } = claim.receipt
    await this.#put('claims', claim, [campaign, viewer])
  }

  async keepWish(wish: Wish): Promise<void> {
    this.#order = Math.max(this.#order + 1, Date.now())
    await this.#put('wishes', { ...wish, order: this.#order, fault: null }, wish.id)
  }

  async renewWish(wish: Wish): Promise<boolean> {
    const transaction = this.#db.transaction('wishes', 'readwrite', STRICT)
    const there = await transaction.store.get(wish.id)
    const isInLine = there?.fault === null
    if (isInLine) await transaction.store.put({ ...there, ...wish }, wish.id)
    await transaction.done
    return isInLine
  }

  async endWish(id: string, fault: WishEnd): Promise<boolean> {
    const transaction = this.#db.transaction('wishes', 'readwrite', STRICT)
    const wish = await transaction.store.get(id)
    if (wish !== undefined) await transaction.store.put({ ...wish, fault }, id)
    await transaction.done
    return wish !== undefined
  }

  async keepStatement(kept: KeptStatement, proof: KeptProof | null): Promise<void> {
    const transaction = this.#db.transaction(['statements', 'proofs'], 'readwrite', STRICT)
    await transaction.objectStore('statements').add(kept)
    if (proof !== null) await transaction.objectStore('proofs').put(proof, proof.name)
    await transaction.done
  }

  proofs(): Promise<KeptProof[]> {
    return this.#db.getAll('proofs')
  }

  /** Written behind what is final, so a crash that loses that loses this too. */
  async dropProofs(names: readonly string[]): Promise<void> {
    const transaction = this.#db.transaction('proofs', 'readwrite')
    for (const name of names) await transaction.store.delete(name)
    await transaction.done
  }

  async keepReport(body: CloseReportBody): Promise<void> {
    await this.#put('reports', body, body.campaign)
  }

  async keepHeldUp(claim: HeldUpClaim): Promise<void> {
    await this.#put('heldUp', claim, [claim.campaign, claim.viewer])
  }

  async witnessMemory(): Promise<WitnessMemory> {
    return {
      statements: await this.#db.getAll('statements'),
      reports: await this.#db.getAll('reports'),
      heldUp: await this.#db.getAll('heldUp'),
      hasForgotten: (await this.#db.get('marks', FORGOTTEN_MARK)) !== undefined,
      frozenEpoch: (await this.#db.get('marks', FROZEN_MARK)) ?? -1,
    }
  }

  async ownerMemory(): Promise<OwnerMemory & PurseMemory> {
    const inOrder = (await this.#db.getAll('wishes')).sort((a, b) => a.order - b.order)
    return {
      blocks: await this.#db.getAll('blocks'),
      claims: await this.#db.getAll('claims'),
      wishes: inOrder.filter(({ fault }) => fault === null),
      refused: inOrder.flatMap(({ fault, ...wish }) =>
        // Of the oldest it was not noted when they were wished for; what stands for their order is a time.
        fault === null || fault === 'withdrawn' ? [] : [{ wish: { wishedMs: wish.order, ...wish }, fault }],
      ),
    }
  }

  forks(): Promise<KeptFork[]> {
    return this.#db.getAll('forks')
  }

  async keepFork(fork: KeptFork): Promise<void> {
    await this.#db.put('forks', fork, [fork.account, fork.seq])
  }

  async dropFork(account: AccountId, seq: number): Promise<void> {
    await this.#db.delete('forks', [account, seq])
  }

  lies(): Promise<Uint8Array[]> {
    return this.#db.getAll('lies')
  }

  /** May be lost: others have it too. */
  async keepLie(witness: KeyId, proof: Uint8Array): Promise<void> {
    await this.#db.put('lies', proof, witness)
  }

  forecasts(): Promise<KeptForecast[]> {
    return this.#db.getAll('forecasts')
  }

  async keepForecast(forecast: KeptForecast): Promise<void> {
    await this.#db.put('forecasts', forecast, forecast.campaign)
  }

  async #put<N extends 'claims' | 'wishes' | 'reports' | 'heldUp' | 'marks'>(
    name: N,
    value: AmpDb[N]['value'],
    key: AmpDb[N]['key'],
  ): Promise<void> {
    const transaction = this.#db.transaction(name, 'readwrite', STRICT)
    await transaction.store.put(value, key)
    await transaction.done
  }
}
