/**
 * The way out for impulses: notes which posts are new or newly recharged, waits for the model's next word on them, and
 * sends what src/peer/impulse.ts then decides. What the other side has by the sync (it asks for that log, and we hold it)
 * is left to the sync, but for acts that come with a post which is told for the first time: without them the other side
 * could not reckon that it reaches them.
 */
import { DEFAULT_PARAMS } from '../attention/params'
import type { PersonId } from '../identity/types'
import { MAX_IMPULSE_RECORDS } from '../peer/config'
import { encodeImpulse } from '../peer/impulse-message'
import { Impulses, type Act, type Charged, type Impulse, type Neighbour } from '../peer/impulse'
import { upToBytes } from '../peer/want-list'
import type { LogId, RecordChange } from '../records/store'
import type { CarriedBlocks, RecordCid, RecordOf, VerifiedRecord } from '../records/types'
import type { ActRecord } from '../social/acts-in-force'
import type { Society } from '../social/society'
import { MAX_VISIT_MS } from './taken-back'
import { carriedOf, postOf } from './visitors'

/** So long is a post pushed on to whom it was not yet: links come, and shares of the minute fill. */
const DUE_MS = 60_000
/** Whoever has just come is told of so many posts that are charged most now: others were told when the posts came. */
const MAX_TOLD_NEWCOMERS = 16
/** Withdrawals that wait for one peer, who gets nine in a message; of more the oldest are left to the sync. */
const MAX_WORDS = 1_000
/** Posts that wait at a time; of a backlog that comes in, the newest. */
const MAX_DUE = 256

/** What the desk asks of the model. */
export interface Reckoning {
  /** Null until the model has been asked for this post, which this does. */
  numbers(post: RecordCid): { readonly charge: number; readonly transmission: number } | null
  /** What of a charge arrives here from a person … */
  transmission(person: PersonId): number
  /** … and what would cross from here to whoever is at the end of a link. */
  transmissionTo(person: PersonId): number
}

export interface ImpulseDeskInit {
  readonly now: () => number
  readonly owner: () => PersonId | null
  readonly reckoning: Reckoning
  readonly society: Pick<Society, 'recordsAbout' | 'held'>
  /** Null where no entry says it. */
  readonly certificateOf: (log: LogId) => Promise<Uint8Array | null>
  readonly isVisiting: (cid: RecordCid) => boolean
  readonly links: () => readonly { readonly peerId: string; readonly person: PersonId | null }[]
  /** Whether the other side asks for the logs of this person. */
  readonly isWantedBy: (peerId: string, person: PersonId) => boolean
  /** Posts of others that reach us, the most charged first: what order they have for the owner is nobody else's to know. */
  readonly mostCharged: () => readonly RecordCid[]
  readonly send: (peerId: string, message: Uint8Array) => void
}

/** A post with what its author says of themselves, and what counts of what others did with it. */
interface Travelling {
  readonly post: RecordOf<'post'>
  readonly profile: RecordOf<'profile'> | null
  readonly acts: readonly ActRecord[]
}

interface PersonAtLink extends Neighbour {
  readonly person: PersonId
}

export class ImpulseDesk {
  readonly #init: ImpulseDeskInit
  readonly #impulses = new Impulses()
  /** Posts that are new or newly recharged, and since when. */
  readonly #due = new Map<RecordCid, number>()
  /** By peer: what was taken back and is still to be told. */
  readonly #words = new Map<string, readonly CarriedBlocks[]>()
  #linked: ReadonlySet<string> = new Set()

  constructor(init: ImpulseDeskInit) {
    this.#init = init
  }

  /** Logs have grown. */
  changed({ added, source }: RecordChange): void {
    if (source === 'disk') return
    this.came(added)
    for (const record of added) {
      if ((record.kind !== 'undo' && record.kind !== 'retract') || record.body === null) continue
      const { entry } = record.body
      const target = this.#init.society.held(entry)
      const post = target === null ? null : postOf(target)
      // Anybody may say so in their own log; it means nothing of what others wrote.
      if (post !== null && target?.header.person === record.header.person)
        void this.#tellTakenBack(record, post, entry)
    }
  }

  /** Posts and acts are here that were not, as visitors or in logs. */
  came(records: readonly VerifiedRecord[]): void {
    for (const record of records) {
      const post = postOf(record)
      if (post !== null) this.#isDue(post)
    }
  }

  heard(from: string, post: RecordCid, acts: readonly RecordCid[]): void {
    this.#impulses.heard(from, post, acts)
  }

  linksChanged(): void {
    const links = this.#init.links()
    const here = new Set(links.map(({ peerId }) => peerId))
    const linked = new Set(links.flatMap(({ peerId, person }) => (person === null ? [] : [peerId])))
    // Also of those who never said who they are.
    for (const peerId of new Set([...this.#linked, ...this.#impulses.peers()])) {
      if (here.has(peerId)) continue
      this.#impulses.closed(peerId)
      this.#words.delete(peerId)
    }
    const hasNewcomer = [...linked].some((peerId) => !this.#linked.has(peerId))
    this.#linked = linked
    if (hasNewcomer)
      for (const post of this.#init.mostCharged().slice(0, MAX_TOLD_NEWCOMERS)) this.#isDue(post)
  }

  /** The model has spoken, of everything known at that time. */
  evaluated(readAtMs: number): void {
    const { now, reckoning } = this.#init
    const nowMs = now()
    this.#tellWords()
    const due: { readonly charged: Charged; readonly travelling: Travelling }[] = []
    for (const [post, sinceMs] of this.#due) {
      if (sinceMs > readAtMs) continue
      const travelling = this.#travelling(post)
      // A clock that is set back keeps nothing waiting longer.
      const isOver = Math.abs(nowMs - sinceMs) > DUE_MS
      if (isOver || travelling === null || isOld(travelling, nowMs)) {
        this.#due.delete(post)
        continue
      }
      // Of what is not ranked the model is asked here, and says it with its next word.
      const numbers = reckoning.numbers(post)
      if (numbers !== null) due.push({ charged: this.#charged(travelling, numbers, nowMs), travelling })
    }
    due.sort((a, b) => b.charged.charge * b.charged.carried - a.charged.charge * a.charged.carried)
    const groups = this.#neighbours()
    for (const { charged, travelling } of due) {
      for (const neighbours of groups) this.#noteTold(travelling, neighbours)
      for (const neighbours of groups)
        for (const impulse of this.#impulses.step([charged], neighbours, nowMs))
          void this.#push(impulse, travelling)
    }
  }

  /** How many who are linked were told of an own post: they ask for the log it stands in, or an impulse went there. */
  toldOf(post: RecordCid, author: PersonId): number {
    const asking = this.#init
      .links()
      .flatMap(({ peerId }) => (this.#init.isWantedBy(peerId, author) ? peerId : []))
    return new Set([...asking, ...this.#whoHas(post, post)]).size
  }

  /** Tells those who have what was taken back, but whoever told us. */
  passOnTakenBack(from: string, word: CarriedBlocks, post: RecordCid, entry: RecordCid): void {
    this.#spread(
      word,
      this.#whoHas(post, entry).filter((peerId) => peerId !== from),
    )
  }

  async #tellTakenBack(record: VerifiedRecord, post: RecordCid, entry: RecordCid): Promise<void> {
    const told = this.#whoHas(post, entry).filter((peerId) => !this.#hasBySync(peerId, record))
    if (told.length === 0) return
    const [word] = await this.#carried([record])
    if (word !== undefined) this.#spread(word, told)
  }

  #spread(word: CarriedBlocks, peerIds: readonly string[]): void {
    for (const peerId of peerIds) {
      const words = [...(this.#words.get(peerId) ?? []), word]
      this.#words.set(peerId, words.slice(-MAX_WORDS))
    }
    this.#tellWords()
  }

  /** At once, as long as the share of the link lasts; then many in one message, when there is some of it again. */
  #tellWords(): void {
    for (const [peerId, words] of this.#words) {
      let left = words
      while (left.length > 0 && this.#impulses.mayTell(peerId, this.#init.now())) {
        const message = upToBytes(left.slice(0, MAX_IMPULSE_RECORDS))
        left = left.slice(message.length)
        this.#init.send(peerId, encodeImpulse(message))
      }
      if (left.length === 0) this.#words.delete(peerId)
      else this.#words.set(peerId, left)
    }
  }

  #whoHas(post: RecordCid, entry: RecordCid): string[] {
    const linked = new Set(this.#init.links().map(({ peerId }) => peerId))
    return this.#impulses.whoHas(post, entry === post ? null : entry).filter((peerId) => linked.has(peerId))
  }

  /** Null when it is not held, or was withdrawn. */
  #travelling(cid: RecordCid): Travelling | null {
    const { post, profile, acts } = this.#init.society.recordsAbout(cid)
    if (post === null) return null
    const countable = acts.filter(
      (act) =>
        act.header.person !== post.header.person && !(act.kind === 'comment' && act.body?.quiet === true),
    )
    return { post, profile, acts: countable }
  }

  #isDue(post: RecordCid): void {
    this.#due.delete(post)
    this.#due.set(post, this.#init.now())
    const oldest = this.#due.keys().next()
    if (this.#due.size > MAX_DUE && oldest.done === false) this.#due.delete(oldest.value)
  }

  #charged(
    { post, acts }: Travelling,
    { charge, transmission }: { readonly charge: number; readonly transmission: number },
    nowMs: number,
  ): Charged {
    const owner = this.#init.owner()
    const isOwn = (act: ActRecord): boolean => act.header.person === owner
    const hasActed = acts.some(isOwn)
    const gains = acts.flatMap((act): Act[] => {
      const near = isOwn(act) ? 1 : this.#init.reckoning.transmission(act.header.person)
      // Two synapses from who did them: to us, and on from us.
      if (near < DEFAULT_PARAMS.baseTransmission) return []
      const carries = isOwn(act) && post.header.person !== owner ? (1 - transmission) * charge : 0
      return [{ act: act.cid, gain: recharged(act, post.header.time, near, nowMs) + carries }]
    })
    return {
      post: post.cid,
      charge,
      carried: hasActed || post.header.person === owner ? 1 : transmission,
      acts: gains.sort((a, b) => b.gain - a.gain),
    }
  }

  /**
   * Who is at the ends of our links. First those whom we attend as well: anybody can attend us, with any number of names,
   * and a post goes to a few only.
   */
  #neighbours(): readonly PersonAtLink[][] {
    const { links, reckoning } = this.#init
    const [attended, others]: [PersonAtLink[], PersonAtLink[]] = [[], []]
    for (const { peerId, person } of links()) {
      if (person === null) continue
      const group = reckoning.transmission(person) > 0 ? attended : others
      group.push({ peerId, person, transmission: reckoning.transmissionTo(person) })
    }
    return [attended, others]
  }

  /** What they have without us is noted as told. */
  #noteTold({ post, acts }: Travelling, neighbours: readonly PersonAtLink[]): void {
    const told = new Set(this.#impulses.whoHas(post.cid, null))
    for (const { peerId, person } of neighbours) {
      if (person !== post.header.person && !told.has(peerId) && !this.#hasBySync(peerId, post)) continue
      const having = acts.filter((act) => act.header.person === person || this.#hasBySync(peerId, act))
      this.#impulses.heard(
        peerId,
        post.cid,
        having.map(({ cid }) => cid),
      )
    }
  }

  /** They ask for its log, which we hold: it is on its way there, or was. */
  #hasBySync(peerId: string, { cid, header }: VerifiedRecord): boolean {
    return !this.#init.isVisiting(cid) && this.#init.isWantedBy(peerId, header.person)
  }

  async #push(
    { peerId, isPostTold, acts }: Impulse,
    { post, profile, acts: all }: Travelling,
  ): Promise<void> {
    const going = acts.flatMap((cid) => all.find((act) => act.cid === cid) ?? [])
    const first = isPostTold ? [] : profile === null ? [post] : [post, profile]
    const records = await this.#carried([...first, ...going])
    const isWhole = isPostTold || records[0]?.entry === post.entryBlock
    if (records.length > 0 && isWhole) this.#init.send(peerId, encodeImpulse(records))
  }

  /** As many as fit into a message, in order. */
  async #carried(records: readonly VerifiedRecord[]): Promise<CarriedBlocks[]> {
    const carried: CarriedBlocks[] = []
    for (const record of records) {
      const certificate = await this.#init.certificateOf(record.header)
      if (certificate !== null && record.bodyBlock !== null) carried.push(carriedOf({ record, certificate }))
    }
    return upToBytes(carried)
  }
}

function isOld({ post }: Travelling, nowMs: number): boolean {
  return nowMs - post.header.time > MAX_VISIT_MS
}

/** What is left of what an act added (MODEL.md 6): no more than had leaked until then, and it leaks since. */
function recharged({ kind, header }: ActRecord, postedMs: number, near: number, nowMs: number): number {
  const { rechargeGain, weights, chargeHalfLifeMs } = DEFAULT_PARAMS
  const left = (ms: number): number => 2 ** (-Math.max(0, ms) / chargeHalfLifeMs)
  return (
    Math.min(rechargeGain * weights[kind] * near, 1 - left(header.time - postedMs)) *
    left(nowMs - header.time)
  )
}
