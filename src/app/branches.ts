/**
 * Branches of logs that their authors have joined, and what of them is missing here (rule SY18). Under the intake
 * (app/ingest.ts), which asks it first about each entry that comes unasked; whom to ask is for peer/branch-search.ts.
 */
import type { Verify } from '../identity/keys'
import type { Sought } from '../peer/branch-search'
import { logKey } from '../peer/sync-session'
import { admitBeside } from '../records/admit'
import { Branch } from '../records/branch'
import { MAX_BESIDE_ENTRIES, MAX_HEADS_PER_LOG } from '../records/limits'
import type { RecordStore } from '../records/store'
import type { RecordCid, RecordOf, SignedRecord, VerifiedRecord } from '../records/types'

/** Branches looked for at once; each is asked for in a message of its own. */
const MAX_SOUGHT = 64
/** Of one person, so that nobody keeps others from being looked for. */
const MAX_SOUGHT_PER_PERSON = 8
/** What has come of branches that are not whole waits in memory: two thousand posts, or one branch of a few images' worth. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024

export interface BranchesInit {
  readonly store: RecordStore
  readonly verify?: Verify | undefined
  /** What is looked for has changed. */
  readonly sought: (branches: readonly Sought[]) => void
}

export class Branches {
  readonly #init: BranchesInit
  /** By the end that is named. */
  readonly #missing = new Map<RecordCid, Branch>()
  /** By log: ends that were named, also those that are here. */
  readonly #named = new Map<string, Set<RecordCid>>()

  constructor(init: BranchesInit) {
    this.#init = init
  }

  /** Authors have joined logs of theirs. */
  async joined(merges: readonly RecordOf<'merge'>[]): Promise<void> {
    for (const { body, header } of merges) {
      if (body === null) continue
      const log = { person: header.person, device: body.device }
      const named = this.#named.get(logKey(log)) ?? new Set()
      this.#named.set(logKey(log), named)
      for (const head of body.heads) {
        if (named.has(head) || named.size >= MAX_HEADS_PER_LOG || !this.#hasRoomFor(log.person)) continue
        named.add(head)
        if ((await this.#init.store.get(head)) === null) this.#missing.set(head, new Branch(log, head))
      }
    }
    this.#tell()
  }

  /** Logs have grown: what was missing of a branch may be in its log now. @returns branches that are whole by that */
  async settle(): Promise<readonly VerifiedRecord[]> {
    const whole: VerifiedRecord[] = []
    if (this.#missing.size === 0) return whole
    for (const branch of [...this.#missing.values()]) {
      const isHere = branch.isWhole || (await this.#init.store.get(branch.next)) !== null
      if (isHere) whole.push(...(await this.#admit(branch)))
    }
    this.#tell()
    return whole
  }

  /**
   * Takes an entry of a branch that is looked for. Null when it is of none; else what can be kept now, which is nothing
   * before the branch is whole.
   */
  async take(record: SignedRecord): Promise<readonly VerifiedRecord[] | null> {
    const branch = [...this.#missing.values()].find((one) => one.take(record))
    if (branch === undefined) return null
    this.#bound(branch)
    const isWhole = branch.isWhole || (await this.#init.store.get(branch.next)) !== null
    const whole = isWhole && this.#missing.has(branch.head) ? await this.#admit(branch) : []
    this.#tell()
    return whole
  }

  /** As far as it is without fault: what follows a fault has no place. */
  async #admit(branch: Branch): Promise<readonly VerifiedRecord[]> {
    const { store, verify } = this.#init
    this.#missing.delete(branch.head)
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

  /** What is too much is looked for no more before the page is loaded anew. */
  #bound({ head, length }: Branch): void {
    if (length > MAX_BESIDE_ENTRIES) this.#missing.delete(head)
    const longest = [...this.#missing.values()].sort((a, b) => b.bytes - a.bytes)
    const waiting = longest.reduce((sum, { bytes }) => sum + bytes, 0)
    if (waiting > MAX_WAITING_BYTES && longest[0] !== undefined) this.#missing.delete(longest[0].head)
  }

  #hasRoomFor(person: string): boolean {
    const ofPerson = [...this.#missing.values()].filter(({ log }) => log.person === person)
    return this.#missing.size < MAX_SOUGHT && ofPerson.length < MAX_SOUGHT_PER_PERSON
  }

  #tell(): void {
    this.#init.sought([...this.#missing.values()].map(({ head, next }) => ({ head, next })))
  }
}
