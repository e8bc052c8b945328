/**
 * The way in for impulses. What is of people whose logs are asked for goes on to the one way in (ingest.ts); the rest may
 * visit (visitors.ts). In order of cost: patience and share of the sender → decode, bound, shape → old or known? → could it
 * reach the viewer at all? → certificate and signature. A peer that pushes what reaches nobody here costs no signature
 * check, and one that pushes more than its share is not looked at and, if it goes on, cut off.
 */
import type { Verify } from '../identity/keys'
import type { PersonId } from '../identity/types'
import { Queue } from '../lib/queue'
import { Allowance } from '../peer/allowance'
import { HEARD_IMPULSE_BURST, HEARD_IMPULSES_PER_S, MAX_LINKS } from '../peer/config'
import { decodeImpulse } from '../peer/impulse-message'
import { admitVisitor, readRecord } from '../records/admit'
import type { LogId, RecordStore } from '../records/store'
import type {
  CarriedBlocks,
  NetworkId,
  RecordBlocks,
  RecordCid,
  RejectReason,
  SignedRecord,
  Tag,
  VerifiedRecord,
} from '../records/types'
import type { Refusals } from './refusals'
import { MAX_VISIT_MS } from './taken-back'
import { postOf, type VisitChange, type Visitor, type Visitors } from './visitors'

export interface ImpulseIntakeInit {
  readonly network: NetworkId
  readonly store: Pick<RecordStore, 'head' | 'cidAt'>
  readonly visitors: Visitors
  readonly refusals: Refusals
  readonly now: () => number
  readonly breathe: () => Promise<void>
  readonly verify?: Verify
  /** How many entries of a log of this person are asked for. */
  readonly entriesWanted: (person: PersonId) => number
  /** The one way in, for people whose logs are asked for. */
  readonly receiveFresh: (from: string, records: readonly RecordBlocks[]) => Promise<void>
  /** What that way shows at a place that its log has not come to yet. */
  readonly earlyAt: (log: LogId, seq: number) => RecordCid | null
  /** Whether anything of a charge arrives from this person; the viewer is one of them. */
  readonly reaches: (person: PersonId) => boolean
  readonly hasJoined: (tag: Tag) => boolean
  /** Whose records may visit at all; without it anybody's (rule KO1). */
  readonly mayVisit?: (person: PersonId) => boolean
  /** Whose post it is, of those that are held; null for one that is not. */
  readonly authorOf: (post: RecordCid) => PersonId | null
  /** Whether this post or act is here, in a log or as a visitor. */
  readonly isHere: (cid: RecordCid) => boolean
  /** Who likes, shares or comments on a post, by the logs that are held. */
  readonly liftersOf: (post: RecordCid) => readonly PersonId[]
  readonly isNamed: (person: PersonId) => boolean
  /** Peers that are linked now. */
  readonly present: () => ReadonlySet<string>
  readonly visited: (change: VisitChange) => void
  /** The peer has this post and these acts on it. */
  readonly heard: (from: string, post: RecordCid, acts: readonly RecordCid[]) => void
  /** A visitor was taken back by its author, who says so in this record. */
  readonly takenBack: (from: string, word: CarriedBlocks, post: RecordCid, entry: RecordCid) => void
  readonly refused: () => void
  readonly exhausted: (from: string) => void
}

interface About {
  readonly record: SignedRecord
}

/** A record of an impulse that has been read, and not checked yet. */
interface Candidate extends About {
  readonly blocks: CarriedBlocks
}

export class ImpulseIntake {
  readonly #init: ImpulseIntakeInit
  readonly #queue = new Queue()
  readonly #shares = new Allowance({
    burst: HEARD_IMPULSE_BURST,
    perSecond: HEARD_IMPULSES_PER_S,
    // Whoever has left and comes back has not a full share again.
    maxPeers: 4 * MAX_LINKS,
  })

  constructor(init: ImpulseIntakeInit) {
    this.#init = init
  }

  /** @returns false when that was no impulse, or nothing of this peer is heard any more */
  receive(from: string, message: Uint8Array): Promise<boolean> {
    return this.#queue.run(() => this.#receive(from, message))
  }

  async #receive(from: string, message: Uint8Array): Promise<boolean> {
    const { refusals, now } = this.#init
    if (refusals.isExhausted(from, now())) return false
    await this.#init.breathe()
    if (!this.#shares.take(from, now())) {
      this.#refuse(from, 'over-budget')
      return true
    }
    const decoded = decodeImpulse(message)
    if (!decoded.ok) {
      this.#refuse(from, decoded.error)
      return false
    }
    const candidates: Candidate[] = []
    for (const blocks of decoded.value) {
      const candidate = await this.#read(from, blocks)
      if (candidate !== null) candidates.push(candidate)
    }
    const visiting = await this.#passOn(from, candidates)
    await this.#takeBack(from, visiting)
    await this.#letIn(from, visiting)
    this.#noteHeard(from, candidates)
    return true
  }

  async #read(from: string, blocks: CarriedBlocks): Promise<Candidate | null> {
    const read = await readRecord(blocks, this.#init.network, this.#init.now())
    if (read.ok && isOfImpulse(read.value)) return { blocks, record: read.value }
    const reason = read.ok ? 'bad-schema' : read.error
    // It may be our own clock that is wrong.
    if (reason === 'from-the-future') this.#refuseMildly(reason)
    else this.#refuse(from, reason)
    return null
  }

  /** What the one way in can judge goes there. @returns the rest */
  async #passOn(from: string, candidates: readonly Candidate[]): Promise<Candidate[]> {
    const rest: Candidate[] = []
    for (const candidate of candidates) {
      const { header, cid } = candidate.record
      const isWanted = header.seq < this.#init.entriesWanted(header.person)
      const head = await this.#init.store.head(header)
      if (isWanted && head !== null) {
        await this.#init.receiveFresh(from, [candidate.blocks])
        // Its log is still being fetched, and it is no post that would be shown meanwhile.
        if (header.seq > head.seq + 1 && !this.#init.isHere(cid)) rest.push(candidate)
      } else if (head === null || head.seq < header.seq) rest.push(candidate)
      else if ((await this.#init.store.cidAt(header, header.seq)) !== cid) this.#refuseMildly('fork')
    }
    return rest
  }

  /** Undone is what visits here, by whoever wrote it. */
  async #takeBack(from: string, candidates: readonly Candidate[]): Promise<void> {
    const { visitors, now } = this.#init
    for (const { blocks, record } of candidates) {
      if ((record.kind !== 'undo' && record.kind !== 'retract') || record.body === null) continue
      const { entry } = record.body
      const target = visitors.get(entry)?.record
      // Who takes back what is not here has told us nothing.
      if (target === undefined) continue
      if (target.header.person !== record.header.person) {
        this.#refuse(from, 'wrong-author')
        continue
      }
      if ((await this.#verified(from, { blocks, record })) === null) continue
      const post = postOf(target)
      this.#init.visited({ came: [], left: visitors.takeBack(entry, record.header.person, now()) })
      if (post !== null) this.#init.takenBack(from, blocks, post, entry)
    }
  }

  async #letIn(from: string, candidates: readonly Candidate[]): Promise<void> {
    const { visitors, now, present } = this.#init
    const news = candidates.filter(({ record }) => this.#isNews(record))
    const reaching = this.#reaching(news)
    for (let count = reaching.length; count < news.length; count += 1) this.#refuseMildly('not-wanted')
    const admitted: Visitor[] = []
    for (const candidate of reaching) {
      const record = await this.#verified(from, candidate)
      if (record !== null)
        admitted.push({ record, certificate: candidate.blocks.certificate, from, cameMs: now() })
    }
    // Those are out that reached only by what turned out to be forged.
    const change = visitors.add(this.#reaching(admitted), present())
    if (change.came.length + change.left.length > 0) this.#init.visited(change)
  }

  /** Not here yet, not taken back, and not the other of two at one place. */
  #isNews({ cid, header, kind }: SignedRecord): boolean {
    const { visitors, now, isNamed, earlyAt } = this.#init
    if (kind === 'undo' || kind === 'retract' || visitors.has(cid) || visitors.takenBack.has(cid))
      return false
    if (kind === 'post' && now() - header.time > MAX_VISIT_MS) return false
    if (kind === 'profile' && isNamed(header.person)) return false
    return visitors.at(header, header.seq) === null && earlyAt(header, header.seq) === null
  }

  /** Those of which anything could arrive; what is about a post needs that post to be among them, or here. */
  #reaching<T extends About>(all: readonly T[]): T[] {
    const posts = all.filter(({ record }) => record.kind === 'post' && this.#mayReach(record, all))
    const others = all.filter(({ record }) => record.kind !== 'post' && this.#mayReach(record, posts))
    return [...posts, ...others]
  }

  /**
   * Whether anything of it could arrive, before anything is checked: a post from its author, from somebody who acted on
   * it, or by a tag; an act if it could count (MODEL.md 6); a profile with a post of that person. Nothing of whoever may
   * not visit, whoever acted on it (rule KO1).
   */
  #mayReach(record: SignedRecord, all: readonly About[]): boolean {
    const { reaches, hasJoined, liftersOf, mayVisit } = this.#init
    const { header, cid } = record
    if (mayVisit?.(header.person) === false) return false
    if (record.kind === 'post') {
      if (reaches(header.person) || (record.body?.tags.some(hasJoined) ?? false)) return true
      if (liftersOf(cid).some(reaches)) return true
      return all.some(({ record: act }) => isAct(act) && postOf(act) === cid && reaches(act.header.person))
    }
    if (record.kind === 'profile')
      return all.some(({ record: post }) => post.kind === 'post' && post.header.person === header.person)
    const post = postOf(record)
    if (post === null || !reaches(header.person)) return false
    const inMessage = all.find(({ record: other }) => other.cid === post)
    const author = inMessage?.record.header.person ?? this.#authorOf(post)
    return author !== null && author !== header.person
  }

  #authorOf(post: RecordCid): PersonId | null {
    return this.#init.visitors.get(post)?.record.header.person ?? this.#init.authorOf(post)
  }

  async #verified(from: string, { blocks, record }: Candidate): Promise<VerifiedRecord | null> {
    const verdict = await admitVisitor(record, blocks.certificate, this.#init.verify)
    if (verdict.ok) return verdict.value
    this.#refuse(from, verdict.error)
    return null
  }

  /** Only what was let in, now or before: nothing is remembered of what anybody makes up. */
  #noteHeard(from: string, candidates: readonly Candidate[]): void {
    const byPost = new Map<RecordCid, RecordCid[]>()
    for (const { record } of candidates) {
      const post = postOf(record)
      if (post === null || this.#authorOf(post) === null || !this.#init.isHere(record.cid)) continue
      byPost.set(post, [...(byPost.get(post) ?? []), ...(isAct(record) ? [record.cid] : [])])
    }
    for (const [post, acts] of byPost) this.#init.heard(from, post, acts)
  }

  /** Nobody is to blame. */
  #refuseMildly(reason: RejectReason): void {
    this.#init.refusals.count(reason)
    this.#init.refused()
  }

  #refuse(from: string, reason: RejectReason): void {
    if (this.#init.refusals.note(from, reason, this.#init.now())) this.#init.exhausted(from)
    this.#init.refused()
  }
}

/** Kinds that an impulse carries; a reply that does not amplify (quiet) is none of them. */
function isOfImpulse(record: SignedRecord): boolean {
  if (record.body === null) return false
  if (record.kind === 'comment') return !record.body.quiet
  return ['post', 'profile', 'like', 'share', 'undo', 'retract'].includes(record.kind)
}

function isAct({ kind }: SignedRecord): boolean {
  return kind === 'like' || kind === 'share' || kind === 'comment'
}
