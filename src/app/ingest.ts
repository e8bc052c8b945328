/**
 * THE way in. Whatever a peer sends passes here, in this order: patience left? → decode, bound, shape (readRecord) → asked
 * for? → place, certificate, signature, rule of kind (admit) → one transaction (append) → one change told. A bad record
 * costs a return value and a point of its sender's patience. The writer queue is shared with publish.ts, so records
 * of one page are appended one batch after the other, what is fresh before what is old.
 */
import type { Queue } from '../lib/queue'
import { err, ok, type Result } from '../lib/result'
import type { Sought } from '../peer/branch-search'
import { MAX_DEVICES_PER_PERSON } from '../peer/config'
import { admit, admitEarly, isWithdrawalOf, logOf, placeOf, readRecord, type LogView } from '../records/admit'
import type { LogHead, LogId, RecordChange, RecordStore } from '../records/store'
import type { Verify } from '../identity/keys'
import type { DeviceId, PersonId } from '../identity/types'
import type {
  NetworkId,
  RecordBlocks,
  RecordCid,
  RecordOf,
  RejectReason,
  SignedRecord,
  VerifiedRecord,
} from '../records/types'
import { Branches, type Standing } from './branches'
import { Early } from './early'
import { UNWANTED_FRESH_COST, USELESS_COST, type Refusals } from './refusals'
import type { VisitChange } from './visitors'

/** Work done at a stretch before the page may paint and answer: about one frame. */
const STRETCH_MS = 16
/** More people than anybody is asked for fork at once only if somebody makes them up, nor do more find no room. */
const MAX_LOGS_REMEMBERED = 1_000

export interface IngestInit {
  readonly store: RecordStore
  readonly network: NetworkId
  readonly queue: Queue
  readonly refusals: Refusals
  readonly now: () => number
  /** Lets the page paint and answer. */
  readonly breathe: () => Promise<void>
  /** The page's is WebCrypto's. */
  readonly verify?: Verify
  /** How many entries of a log of this person are taken in: 0 for people nobody here asked for. */
  readonly entriesWanted: (person: PersonId) => number
  readonly changed: (change: RecordChange) => void
  /** Something fresh can be shown, but not kept yet, as earlier entries of its log are missing; or cannot any more. */
  readonly early: (change: VisitChange) => void
  readonly refused: () => void
  /** The peer's patience is used up: it should be cut off. */
  readonly exhausted: (from: string) => void
  readonly storageFull: () => void
  /** Who has a place when branches are looked for (rule SY28); without it everybody is alike. */
  readonly standing?: (person: PersonId) => Standing
  /** Branches are looked for, or no more (rule SY18). */
  readonly sought?: (branches: readonly Sought[]) => void
  /** What this peer sends of a log has no place here. */
  readonly noPlace?: (from: string, log: LogId) => void
  /** Whether this peer was asked for what it sent of this log, or pushed (null), though it is of no use now: it is kept here already, or has no place. */
  readonly excuse?: (from: string, log: LogId | null, isHere: boolean) => boolean
  /** Somebody signed an entry where their log here has another; or one behind that, whose signature was not looked at. */
  readonly forked?: (record: SignedRecord) => void
}

/** What came of a batch that the owner brought. */
export interface TakenIn {
  readonly taken: number
  readonly known: number
  readonly refused: number
}

export class Ingest {
  readonly #init: IngestInit
  readonly #early = new Early()
  readonly #branches: Branches
  /** Devices of each person whose logs are kept; null before the first batch. */
  #devices: Map<PersonId, Set<DeviceId>> | null = null
  /** Logs that cannot go on here as others have them, the latest found last. */
  readonly #broken = new Set<string>()
  /** Those of them that their author was seen to fork, by an entry that they signed. */
  readonly #forked = new Set<string>()
  /**
   * Logs of which something could not be kept, or seemed to come from the future: what was under way behind it has no place
   * then, until it comes again.
   */
  readonly #setBack = new Set<string>()
  /** What is looked for since the queue was busy with this; null where nothing changed. */
  #sought: readonly Sought[] | null = null
  #stretchBegan = 0

  constructor(init: IngestInit) {
    this.#init = init
    const { store, verify, standing = () => 'other' } = init
    this.#branches = new Branches({
      store,
      verify,
      standing,
      sought: (branches) => (this.#sought = branches),
    })
  }

  /** A batch of a backlog. */
  receive(from: string, blocks: readonly RecordBlocks[]): Promise<void> {
    return this.#run(() => this.#receive(from, blocks, false))
  }

  /** What its author has just published: comes before every backlog. */
  receiveFresh(from: string, blocks: readonly RecordBlocks[]): Promise<void> {
    return this.#run(() => this.#receive(from, blocks, true), { isUrgent: true })
  }

  /** What is shown at a place that its log has not come to yet. */
  earlyAt(log: LogId, seq: number): RecordCid | null {
    return this.#early.at(log, seq)
  }

  /** Joined by their authors, as is known from the disk: what of them is missing is looked for. */
  joined(merges: readonly RecordOf<'merge'>[]): Promise<void> {
    return this.#run(() => this.#branches.joined(merges))
  }

  /** The branches with these ends had their turn of questions. */
  turnsOver(heads: readonly RecordCid[]): Promise<void> {
    return this.#run(() => this.#branches.turnsOver(heads))
  }

  /** What the owner brings in a file: nobody was asked for it, and no peer answers for it. The gate is the same. */
  takeIn(blocks: readonly RecordBlocks[]): Promise<Result<TakenIn, 'storage-full'>> {
    return this.#run(() => this.#takeIn(blocks))
  }

  /**
   * What a file brings of branches that its authors joined (rule SY18), each from its end back. What is of none that is looked
   * for is passed over. @returns how many are kept by that
   */
  takeInBranches(blocks: readonly RecordBlocks[]): Promise<Result<number, 'storage-full'>> {
    return this.#run(async () => {
      let kept = 0
      for (const item of blocks) {
        await this.#breathe()
        const read = await readRecord(item, this.#init.network, this.#init.now())
        const record = read.ok ? await this.#asWithdrawn(read.value, item) : null
        const taken = record === null ? null : await this.#takeBranch(record)
        if (taken?.ok === false) return taken
        kept += taken?.value ?? 0
      }
      // One branch may begin at another.
      for (
        let whole = await this.#branches.settle();
        whole.length > 0;
        whole = await this.#branches.settle()
      ) {
        const settled = await this.#keepBeside(whole)
        if (!settled.ok) return settled
        kept += settled.value
      }
      return ok(kept)
    })
  }

  /** Of a batch of a branch each entry leads to the next: whom to ask for the rest is clear when all of it was read. */
  #run<T>(task: () => Promise<T>, options?: { readonly isUrgent: boolean }): Promise<T> {
    return this.#init.queue.run(async () => {
      try {
        return await task()
      } finally {
        if (this.#sought !== null) this.#init.sought?.(this.#sought)
        this.#sought = null
      }
    }, options)
  }

  async #takeIn(blocks: readonly RecordBlocks[]): Promise<Result<TakenIn, 'storage-full'>> {
    const { network, store, now } = this.#init
    const admitted = new Batch(store)
    let known = 0
    let refused = 0
    for (const item of blocks) {
      await this.#breathe()
      const read = await readRecord(item, network, now())
      const hasRoom = read.ok && (await this.#hasRoomFor(read.value.header))
      const isBareCopy = read.ok && (await isWithoutWordsHere(read.value, admitted))
      const record = read.ok && hasRoom && !isBareCopy ? await this.#asWithdrawn(read.value, item) : null
      const verdict = record === null ? null : await admit(record, admitted, this.#init.verify)
      if (verdict?.ok === true) admitted.add(verdict.value)
      else if (isBareCopy || verdict?.error === 'duplicate') known += 1
      else refused += 1
      if (read.ok && verdict?.ok === false && verdict.error === 'fork') await this.#keepFork(read.value)
    }
    if (!(await this.#append(admitted.records))) return err('storage-full')
    return ok({ taken: admitted.records.length, known, refused })
  }

  async #receive(from: string, blocks: readonly RecordBlocks[], isFresh: boolean): Promise<void> {
    const { network, store, now } = this.#init
    const admitted = new Batch(store)
    const tooEarly = new Set<string>()
    for (const item of blocks) {
      await this.#breathe()
      if (this.#init.refusals.isExhausted(from, now())) {
        this.#refuse(from, 'over-budget')
        break
      }
      const read = await readRecord(item, network, now())
      if (!read.ok && read.error === 'from-the-future') {
        // It may be our own clock that is wrong: then everybody seems to come from the future. What follows may not any more.
        const log = logOf(item.entry)
        if (log !== null) {
          // Nobody has signed it: names that are made up must not drive out others.
          if (this.#init.entriesWanted(log.person) > 0) tooEarly.add(nameOf(log))
          this.#refuseUseless(from, read.error, log, isFresh)
          continue
        }
      }
      if (!read.ok) {
        this.#refuse(from, read.error)
        continue
      }
      const { person, seq } = read.value.header
      if (seq >= this.#init.entriesWanted(person) || !(await this.#hasRoomFor(read.value.header))) {
        this.#refuseUseless(from, 'not-wanted', read.value.header, isFresh)
        continue
      }
      if (await isWithoutWordsHere(read.value, admitted)) {
        this.#chargeHere(from, read.value.header, isFresh)
        continue
      }
      const record = await this.#asWithdrawn(read.value, item)
      if (record === null) {
        this.#refuse(from, 'body-missing')
        continue
      }
      if (isFresh && (await this.#takeBranch(record)) !== null) continue
      if (await this.#isForkAgain(record, admitted)) {
        this.#init.forked?.(record)
        this.#refuseUseless(from, 'fork', record.header, isFresh)
        continue
      }
      const verdict = await admit(record, admitted, this.#init.verify)
      if (verdict.ok) {
        admitted.add(verdict.value)
      } else if (verdict.error === 'gap' && isFresh) {
        await this.#receiveEarly(from, record, admitted)
      } else if (verdict.error !== 'duplicate') {
        const name = nameOf(read.value.header)
        if (verdict.error === 'fork') await this.#keepFork(read.value)
        if (this.#isOfItsAuthor(read.value.header, verdict.error)) {
          if (verdict.error === 'fork') remember(this.#forked, name)
          if (verdict.error !== 'wrong-author') this.#init.forked?.(read.value)
          this.#refuseUseless(from, verdict.error, read.value.header, isFresh)
        } else if (verdict.error === 'gap' && (this.#setBack.has(name) || tooEarly.has(name))) {
          this.#refuseUseless(from, 'gap', read.value.header, isFresh)
        } else this.#refuse(from, verdict.error)
      } else this.#chargeHere(from, read.value.header, isFresh)
    }
    await this.#append(admitted.records)
    for (const name of tooEarly) remember(this.#setBack, name)
  }

  /**
   * Words that are missing are withdrawn only where their author says so (rule SY20). Null where nothing shows it: taken in
   * without them, they would be lost for everybody here.
   */
  async #asWithdrawn(record: SignedRecord, { withdrawal }: RecordBlocks): Promise<SignedRecord | null> {
    if (record.bodyBlock !== null) return record
    const { network, store, now, verify } = this.#init
    if ((await store.withdrawal(record.cid, record.header.person)) !== null) return record
    const isShown =
      withdrawal !== undefined && (await isWithdrawalOf(record, withdrawal, network, now(), verify))
    return isShown ? Object.freeze({ ...record, withdrawal }) : null
  }

  /**
   * Who carries the log of somebody that forks it, or takes back what is another's, carries it as it came: the signature
   * is the author's. All that follows there has no place here then, and is no fault of the carrier either.
   */
  #isOfItsAuthor(log: LogId, reason: RejectReason): boolean {
    const name = nameOf(log)
    if (reason === 'fork' || reason === 'wrong-author') {
      remember(this.#broken, name)
      return true
    }
    return (reason === 'gap' || reason === 'before-previous') && this.#broken.has(name)
  }

  /**
   * One entry shows that a log was forked, and those that follow show no more: none of them costs a signature. Of an own log
   * each is read, since each may be of a copy that nobody here knows of.
   */
  async #isForkAgain(record: SignedRecord, view: LogView): Promise<boolean> {
    const { header } = record
    if (!this.#forked.has(nameOf(header)) || this.#init.standing?.(header.person) === 'own') return false
    return (await placeOf(record, view)) === 'fork'
  }

  /** That what came before is missing is nobody's fault: it is being fetched. */
  async #receiveEarly(from: string, record: SignedRecord, view: LogView): Promise<void> {
    const { cid, header } = record
    const there = this.#early.at(header, header.seq)
    if (there === cid) return this.#charge(from)
    // Which of the two is a lie only the log will say, and whoever brings one need not have signed either.
    if (there !== null) return this.#refuseMildly('fork')
    if (!this.#early.hasRoomFor(header, header.seq)) return this.#refuseMildly('not-wanted')
    const verdict = await admitEarly(record, view, this.#init.verify)
    if (verdict.ok) this.#init.early({ came: [verdict.value], left: this.#early.add(verdict.value) })
    else if (verdict.error !== 'gap') this.#refuse(from, verdict.error)
    else this.#charge(from)
  }

  /** Records that fail early are read without leaving the task; a flood of them would freeze the page. */
  async #breathe(): Promise<void> {
    // A clock that was set back must not take the breath away.
    if (Math.abs(this.#init.now() - this.#stretchBegan) < STRETCH_MS) return
    await this.#init.breathe()
    this.#stretchBegan = this.#init.now()
  }

  /** Whether the log is one that is kept, or one more of its person may be. */
  async #hasRoomFor({ person, device }: LogId): Promise<boolean> {
    this.#devices ??= devicesOf(await this.#init.store.heads())
    const devices = this.#devices.get(person)
    return devices === undefined || devices.has(device) || devices.size < MAX_DEVICES_PER_PERSON
  }

  /** False when there is no room for them. */
  async #append(records: readonly VerifiedRecord[]): Promise<boolean> {
    if (records.length === 0) return true
    const kept = await this.#init.store.append(records)
    if (!kept.ok) for (const { header } of records) remember(this.#setBack, nameOf(header))
    if (kept.ok) {
      for (const { header } of records) {
        this.#setBack.delete(nameOf(header))
        const devices = this.#devices?.get(header.person) ?? new Set()
        this.#devices?.set(header.person, devices.add(header.device))
      }
      this.#init.changed({ added: records, forgotten: kept.value, source: 'peer' })
      for (const record of records) await this.#settleEarly(record)
      const merges = records.filter((record) => record.kind === 'merge')
      if (merges.length > 0) await this.#branches.joined(merges)
      await this.#keepBeside(await this.#branches.settle())
    } else if (kept.error === 'full') {
      this.#init.storageFull()
      return false
    }
    // On 'conflict' another writer was faster; the peer offers the rest again.
    return true
  }

  /**
   * An entry of a branch that is looked for: kept with the rest of it, in the order in which it was written. How many were
   * kept by that; null when it is of none.
   */
  async #takeBranch(record: SignedRecord): Promise<Result<number, 'storage-full'> | null> {
    const whole = await this.#branches.take(record)
    return whole === null ? null : this.#keepBeside(whole)
  }

  async #keepBeside(records: readonly VerifiedRecord[]): Promise<Result<number, 'storage-full'>> {
    if (records.length === 0) return ok(0)
    const kept = await this.#init.store.appendBeside(records)
    if (!kept.ok) {
      this.#init.storageFull()
      return err('storage-full')
    }
    this.#init.changed({ added: records, forgotten: kept.value, source: 'peer' })
    return ok(records.length)
  }

  /** Where the log has another entry than was shown, that one leaves and is the evidence of a fork. */
  async #settleEarly({ cid: held, header: { person, device, seq } }: VerifiedRecord): Promise<void> {
    const early = this.#early.takeAt({ person, device }, seq)
    if (early === null || early.cid === held) return
    this.#init.early({ came: [], left: [early] })
    await this.#init.store.keepFork({
      ...{ person, device, seq, held },
      ...{ other: early.cid, otherEntry: early.entryBlock },
    })
  }

  /** Nobody is to blame. */
  #refuseMildly(reason: RejectReason): void {
    this.#init.refusals.count(reason)
    this.#init.refused()
  }

  /** It has no place here, though nobody lied. What is pushed says nothing of the log that is asked for. */
  #refuseUseless(from: string, reason: RejectReason, { person, device }: LogId, isFresh: boolean): void {
    const log = { person, device }
    if (!isFresh) this.#init.noPlace?.(from, log)
    this.#refuseMildly(reason)
    // What was asked for is free, and of other records little is nobody's fault, and thousands are.
    if (this.#init.excuse?.(from, isFresh ? null : log, false) === true) return
    this.#charge(from, isFresh && reason === 'not-wanted' ? UNWANTED_FRESH_COST : USELESS_COST)
  }

  /** It is kept already: so much of what was asked for may come twice as was under way. */
  #chargeHere(from: string, log: LogId, isFresh: boolean): void {
    if (this.#init.excuse?.(from, isFresh ? null : log, true) !== true) this.#charge(from)
  }

  #charge(from: string, cost = USELESS_COST): void {
    if (this.#init.refusals.charge(from, cost, this.#init.now())) this.#init.exhausted(from)
  }

  #refuse(from: string, reason: RejectReason): void {
    if (this.#init.refusals.note(from, reason, this.#init.now())) this.#init.exhausted(from)
    this.#init.refused()
  }

  async #keepFork({ cid, header, entryBlock }: SignedRecord): Promise<void> {
    const { person, device, seq } = header
    const held = await this.#init.store.cidAt({ person, device }, seq)
    if (held !== null)
      await this.#init.store.keepFork({ person, device, seq, held, other: cid, otherEntry: entryBlock })
  }
}

/** Whether it comes without its words though the entry is here: whose word that is need not be checked for what changes nothing. */
async function isWithoutWordsHere({ bodyBlock, cid, header }: SignedRecord, here: LogView): Promise<boolean> {
  return bodyBlock === null && (await here.cidAt(header, header.seq)) === cid
}

function nameOf({ person, device }: LogId): string {
  return `${person}/${device}`
}

/** The latest found last; of too many the oldest goes. */
function remember(logs: Set<string>, name: string): void {
  logs.delete(name)
  logs.add(name)
  const [oldest] = logs
  if (logs.size > MAX_LOGS_REMEMBERED && oldest !== undefined) logs.delete(oldest)
}

function devicesOf(heads: readonly LogHead[]): Map<PersonId, Set<DeviceId>> {
  const devices = new Map<PersonId, Set<DeviceId>>()
  for (const { person, device } of heads) devices.set(person, (devices.get(person) ?? new Set()).add(device))
  return devices
}

/** The store as it will be when the batch has been appended. */
class Batch implements LogView {
  readonly records: VerifiedRecord[] = []
  readonly #store: RecordStore
  readonly #byCid = new Map<RecordCid, VerifiedRecord>()
  readonly #byPlace = new Map<string, RecordCid>()
  /** Nobody else writes meanwhile, so each is read once. */
  readonly #heads = new Map<string, LogHead | null>()

  constructor(store: RecordStore) {
    this.#store = store
  }

  add(record: VerifiedRecord): void {
    const { person, device, seq, time } = record.header
    this.records.push(record)
    this.#byCid.set(record.cid, record)
    this.#byPlace.set(`${person}/${device}/${seq}`, record.cid)
    this.#heads.set(nameOf(record.header), { person, device, seq, time, cid: record.cid })
  }

  async head(log: LogId): Promise<LogHead | null> {
    const name = nameOf(log)
    const known = this.#heads.get(name)
    if (known !== undefined) return known
    const head = await this.#store.head(log)
    this.#heads.set(name, head)
    return head
  }

  async cidAt(log: LogId, seq: number): Promise<RecordCid | null> {
    return this.#byPlace.get(`${log.person}/${log.device}/${seq}`) ?? (await this.#store.cidAt(log, seq))
  }

  async get(cid: RecordCid): Promise<VerifiedRecord | null> {
    return this.#byCid.get(cid) ?? (await this.#store.get(cid))
  }
}
