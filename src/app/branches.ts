/**
 * Branches of logs that their authors have joined, and what of them is missing here (rule SY18). Under the intake
 * (app/ingest.ts), which asks it first about each entry that comes unasked; whom to ask is for peer/branch-search.ts.
 */
import type { Verify } from '../identity/keys'
import type { PersonId } from '../identity/types'
import type { Sought } from '../peer/branch-search'
import { logKey } from '../peer/sync-session'
import { admitBeside } from '../records/admit'
import { Branch } from '../records/branch'
import { MAX_BESIDE_ENTRIES, MAX_HEADS_PER_LOG } from '../records/limits'
import type { RecordStore } from '../records/store'
import type { RecordCid, RecordOf, SignedRecord, VerifiedRecord } from '../records/types'

/** Whose branches these are: the owner's, of somebody whom they attend, of anybody else. The first are wanted most. */
const STANDINGS = ['own', 'attended', 'other'] as const
export type Standing = (typeof STANDINGS)[number]

/**
 * Branches looked for at once, 64 of all, each of which is asked for in a message of its own (rule SY28). Each standing has
 * places of its own, so that no crowd takes those of people who are more wanted, and of one person so many are looked for.
 */
const PLACES: Readonly<Record<Standing, { readonly all: number; readonly perPerson: number }>> = {
  own: { all: 8, perPerson: 8 },
  attended: { all: 40, perPerson: 4 },
  other: { all: 16, perPerson: 2 },
}
/** Ends of one person that wait or are looked for: all of eight logs. More would only let others wait longer. */
const MAX_ENDS_PER_PERSON = 8 * MAX_HEADS_PER_LOG
/** What has come of branches that are not whole waits in memory: two thousand posts, or one branch of a few images' worth. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024

export interface BranchesInit {
  readonly store: RecordStore
  readonly verify?: Verify | undefined
  readonly standing: (person: PersonId) => Standing
  /** What is looked for has changed. */
  readonly sought: (branches: readonly Sought[]) => void
}

/** An end that is missing. */
interface End {
  readonly branch: Branch
  /** Turns in which everybody linked was asked for it, since something came of it. */
  rounds: number
  /** Which of all turns was its last; 0 for one that had none. */
  turn: number
  /** It has a place; else it waits for one. */
  isSought: boolean
}

export class Branches {
  readonly #init: BranchesInit
  /** By log and end, in the order in which they were named: anybody may name the end of another's log as one of theirs. */
  readonly #ends = new Map<string, End>()
  /** By log: ends that were named, also those that are here. */
  readonly #named = new Map<string, Set<RecordCid>>()
  #turns = 0
  /** When each person's branches had their last turn, of all turns: who names many ends gains no turn by that. */
  readonly #lastTurns = new Map<PersonId, number>()

  constructor(init: BranchesInit) {
    this.#init = init
  }

  /** Authors have joined logs of theirs. */
  async joined(merges: readonly RecordOf<'merge'>[]): Promise<void> {
    const counts = new Map<PersonId, number>()
    for (const { branch } of this.#ends.values()) increase(counts, branch.log.person)
    for (const { body, header } of merges) {
      if (body === null) continue
      const log = { person: header.person, device: body.device }
      const named = this.#named.get(logKey(log)) ?? new Set()
      this.#named.set(logKey(log), named)
      for (const head of body.heads) {
        if (named.has(head) || named.size >= MAX_HEADS_PER_LOG) continue
        if ((counts.get(log.person) ?? 0) >= MAX_ENDS_PER_PERSON) continue
        named.add(head)
        increase(counts, log.person)
        const branch = new Branch(log, head)
        this.#ends.set(nameOf(branch), { branch, rounds: 0, turn: 0, isSought: false })
      }
    }
    await this.#place()
  }

  /** Everybody linked was asked for these ends: others have their turn first. */
  async turnsOver(heads: readonly RecordCid[]): Promise<void> {
    const asked = new Set(heads)
    for (const end of this.#ends.values()) {
      if (!end.isSought || !asked.has(end.branch.head)) continue
      end.rounds += 1
      end.turn = this.#turns += 1
      this.#lastTurns.set(end.branch.log.person, end.turn)
    }
    await this.#place()
  }

  /** Logs have grown: what was missing of a branch may be in its log now. @returns branches that are whole by that */
  async settle(): Promise<readonly VerifiedRecord[]> {
    const whole: VerifiedRecord[] = []
    const before = this.#ends.size
    for (const { branch, isSought } of [...this.#ends.values()]) {
      if (!isSought && branch.length === 0) continue
      const isHere = branch.isWhole || (await this.#init.store.get(branch.next)) !== null
      if (isHere) whole.push(...(await this.#admit(branch)))
    }
    if (this.#ends.size < before) await this.#place()
    return whole
  }

  /**
   * Takes an entry of a branch that is looked for, or waits for that. Null when it is of none; else what can be kept now, which
   * is nothing before the branch is whole.
   */
  async take(record: SignedRecord): Promise<readonly VerifiedRecord[] | null> {
    const awaiting = [...this.#ends.values()].filter(({ branch }) => branch.next === record.cid)
    if (awaiting.length === 0) return null
    // It shows whose end it is; who named it besides never wrote it.
    for (const { branch } of awaiting)
      if (logKey(branch.log) !== logKey(record.header)) this.#ends.delete(nameOf(branch))
    const taking = awaiting.find((end) => end.branch.take(record))
    const branch = taking?.branch
    if (taking !== undefined) {
      taking.rounds = 0
      this.#bound(taking.branch)
    }
    const isKept = branch !== undefined && this.#ends.has(nameOf(branch))
    const isWhole = isKept && (branch.isWhole || (await this.#init.store.get(branch.next)) !== null)
    const whole = isWhole ? await this.#admit(branch) : []
    await this.#place()
    return branch === undefined ? null : whole
  }

  /** As far as it is without fault: what follows a fault has no place. */
  async #admit(branch: Branch): Promise<readonly VerifiedRecord[]> {
    const { store, verify } = this.#init
    this.#ends.delete(nameOf(branch))
    const entries = branch.entries()
    const room = MAX_BESIDE_ENTRIES - (await store.countBeside(branch.log))
    const admitted: VerifiedRecord[] = []
    const first = entries[0]?.header.prev ?? null
    let before: SignedRecord | null = first === null ? null : await store.get(first)
    for (const entry of entries) {
      // Meanwhile the log may have come to it.
      const held = await store.get(entry.cid)
      const verdict = held === null ? await admitBeside(entry, before, store, verify) : null
      if (verdict?.ok === false || (verdict !== null && admitted.length >= room)) break
      if (verdict !== null) admitted.push(verdict.value)
      before = entry
    }
    return admitted
  }

  /**
   * What is too much is looked for no more before the page is loaded anew: of those least wanted, of whom the most waits, the
   * longest. So nobody who fills the room drives out more than they bring themselves.
   */
  #bound(branch: Branch): void {
    if (branch.length > MAX_BESIDE_ENTRIES) this.#ends.delete(nameOf(branch))
    const begun = [...this.#ends.values()].flatMap((end) => (end.branch.length > 0 ? [end.branch] : []))
    if (begun.reduce((sum, { bytes }) => sum + bytes, 0) <= MAX_WAITING_BYTES) return
    const rank = ({ log }: Branch): number => STANDINGS.indexOf(this.#init.standing(log.person))
    const waiting = new Map<PersonId, number>()
    for (const { log, bytes } of begun) increase(waiting, log.person, bytes)
    const all = ({ log }: Branch): number => waiting.get(log.person) ?? 0
    const [first] = begun.sort((a, b) => rank(b) - rank(a) || all(b) - all(a) || b.bytes - a.bytes)
    if (first !== undefined) this.#ends.delete(nameOf(first))
  }

  /**
   * Gives the places of each standing to the people who had no turn, then to those whose turn was longest ago, and of each to
   * their ends in the same way; of several, to those that have one, then in the order in which they were named (rule SY28).
   */
  async #place(): Promise<void> {
    const everyEnd = [...this.#ends.values()]
    for (const standing of STANDINGS) {
      const { all, perPerson } = PLACES[standing]
      const ends = everyEnd.filter(({ branch }) => this.#init.standing(branch.log.person) === standing)
      const placed = new Map<PersonId, number>()
      let count = 0
      const lastTurn = ({ branch }: End): number => this.#lastTurns.get(branch.log.person) ?? 0
      const bySought = (a: End, b: End): number => Number(b.isSought) - Number(a.isSought)
      for (const end of ends.sort((a, b) => lastTurn(a) - lastTurn(b) || a.turn - b.turn || bySought(a, b))) {
        const { branch } = end
        const { person } = branch.log
        const hasPlace = count < all && (placed.get(person) ?? 0) < perPerson
        const isNew = hasPlace && !end.isSought && branch.length === 0
        if (isNew && (await this.#init.store.get(branch.head)) !== null) {
          this.#ends.delete(nameOf(branch))
          continue
        }
        end.isSought = hasPlace
        if (!hasPlace) continue
        count += 1
        increase(placed, person)
      }
    }
    this.#tell()
  }

  /** Who named the end of another's log gives it no second question. */
  #tell(): void {
    const byHead = new Map<RecordCid, Sought>()
    for (const { branch, rounds, isSought } of this.#ends.values())
      if (isSought && (branch.length > 0 || !byHead.has(branch.head)))
        byHead.set(branch.head, { head: branch.head, next: branch.next, rounds })
    this.#init.sought([...byHead.values()])
  }
}

function nameOf({ log, head }: Branch): string {
  return `${logKey(log)}/${head}`
}

function increase(counts: Map<PersonId, number>, person: PersonId, by = 1): void {
  counts.set(person, (counts.get(person) ?? 0) + by)
}
