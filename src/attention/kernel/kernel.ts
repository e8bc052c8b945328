/**
 * The attention model over whole numbers: people and posts are numbers from 0 on, given by the caller and never reused.
 * One viewer, one clock. Single changes update what they touch; what may lower a best path, or concerns the viewer's own
 * neighbourhood and is not a rise, and a clock set back are evaluated anew. Results are those of a full evaluation
 * (rule A13).
 */
import type { Params } from '../params'
import type { ActKind } from '../types'
import { Counting } from './counting'
import { Currents, type Lift } from './currents'
import { Fading } from './fading'
import { Links } from './links'
import { loadPosts, type Columns } from './load'
import { compiledLoops, plainLoops } from './loops'
import { Memory } from './memory'
import type { Parts } from './parts'
import { PostTable, type TimedAct } from './post-table'
import { Ranking } from './ranking'
import { Reach } from './reach'
import { Results } from './results'
import { Rises } from './rises'
import { Standing } from './standing'
import { SynapseChanges } from './synapse-changes'
import { SynapseTable, thresholdAt } from './synapse-table'
import { isAlike, weighingOf, type Tables } from './tables'
import { Taste } from './taste'
import { Weighing } from './weighing'

/** Numbers of one post as the viewer sees it. */
export interface PostResult {
  readonly charge: number
  readonly capacity: number
  readonly transmission: number
  readonly arriving: number
  readonly current: number
}

export interface KernelInit {
  readonly params: Params
  readonly viewer: number
  readonly now: number
  /** How many posts of the Stream are kept in order. */
  readonly rankingSize: number
  /** Links that rises may be spread over before everything is searched; tests set it low. */
  readonly maxSpread?: number
  /** Whether to do without WebAssembly. */
  readonly isPlain?: boolean
  /** For tests: whether the memory moves at every occasion. */
  readonly isRestless?: boolean
}

/** More that begins to count at once is added before an evaluation of everything. */
const MAX_DUE = 1_000

export class Kernel {
  readonly viewer: number
  readonly synapses: SynapseTable
  readonly posts: PostTable
  readonly reach: Reach
  readonly standing: Standing
  readonly currents: Currents
  readonly ranking: Ranking
  readonly taste = new Taste()
  /** Whether the long loops run in WebAssembly. */
  readonly isCompiled: boolean
  readonly #memory: Memory
  readonly #links: Links
  readonly #rises: Rises
  readonly #fading: Fading
  readonly #results: Results
  readonly #changes: SynapseChanges
  readonly #weighing: Weighing
  readonly #counting: Counting
  #params: Params
  #people = 0
  /** How often time passed and only links were repaired; for tests. */
  #advances = 0

  constructor({ params, viewer, now, rankingSize, maxSpread, isPlain, isRestless }: KernelInit) {
    this.#params = params
    this.viewer = viewer
    this.#fading = new Fading(params, now)
    const memory = new Memory(typeof WebAssembly !== 'undefined', isRestless)
    const compiled = isPlain === true ? null : compiledLoops(memory)
    const loops = compiled ?? plainLoops
    this.#memory = memory
    this.isCompiled = compiled !== null
    this.synapses = new SynapseTable(memory)
    this.posts = new PostTable(memory, viewer, params.countedComments)
    this.reach = new Reach(params, memory, loops)
    this.standing = new Standing(params, viewer, this.taste)
    this.currents = new Currents(params, viewer, this.taste, memory, loops)
    this.ranking = new Ranking(
      rankingSize,
      () => this.currents.current,
      () => this.posts.at,
    )
    this.#links = new Links(params)
    this.#rises = new Rises(params, this.reach)
    const { synapses, posts, currents } = this
    const parts = this.#parts()
    this.#results = new Results(parts, params, now)
    this.#changes = new SynapseChanges(parts, this.#results, params, maxSpread)
    this.#weighing = new Weighing(viewer, synapses, posts, this.#fading, params)
    this.#counting = new Counting({
      posts,
      currents,
      weighing: this.#weighing,
      changes: this.#changes,
      results: this.#results,
    })
    this.grow(viewer + 1, 0)
  }

  get params(): Params {
    return this.#params
  }

  /** Bytes of all arrays. */
  get bytes(): number {
    const { synapses, standing, currents, taste } = this
    const parts = [this.#memory, synapses, standing, currents, taste, this.#links, this.#results]
    return parts.reduce((sum, { bytes }) => sum + bytes, 0)
  }

  /** How often each way was gone; for tests. */
  get ways() {
    return { full: this.#results.searches, advance: this.#advances, ...this.#changes.ways }
  }

  /** How many people were repaired after time alone, and what a search did how often; for tests. */
  get rarities(): {
    readonly repairs: number
    readonly pulls: number
    readonly guesses: number
    readonly misses: number
  } {
    const { pulls, guesses, misses } = this.reach
    return { repairs: this.#links.repairs, pulls, guesses, misses }
  }

  get people(): number {
    return this.#people
  }

  get now(): number {
    return this.#results.now
  }

  /** Σ_b A(a, b) by person a: the attention that everybody gets from all others. */
  attentionReceived(): Float64Array {
    const { engaged, total } = this.synapses
    const { items, weights } = engaged
    const received = new Float64Array(this.#people)
    for (let by = 0; by < this.#people; by += 1) {
      const share = this.#fading.fade / (this.#params.attentionReserve + total[by]! * this.#fading.fade)
      const end = engaged.end(by)
      for (let index = engaged.from(by); index < end; index += 1)
        received[items[index]! >> 1]! += weights[index]! * share
    }
    return received
  }

  /** τ(viewer → person): what of a charge would cross from the viewer to somebody; 0 without a synapse. */
  transmits(person: number): number {
    const { fade } = this.#fading
    const { baseTransmission, transmissionGain, saturationPoint } = this.#params
    if (!this.synapses.has(this.viewer, person, thresholdAt(this.#params, fade))) return 0
    const value = this.synapses.engagement(this.viewer, person) * fade
    return baseTransmission + (transmissionGain * value) / (value + saturationPoint)
  }

  /** Makes room for people and posts up to these counts. */
  grow(people: number, posts: number): void {
    if (people > this.#people) {
      this.#people = people
      this.synapses.reach(people)
      this.reach.reach(people)
      this.standing.reach(people)
      this.taste.reach(people)
      this.#links.reach(people)
      this.#changes.reach(people)
      this.#weighing.reach(people)
    }
    this.posts.reach(this.#people, posts)
    this.currents.reach(this.#people, posts)
    this.#results.reach(this.#people, posts)
  }

  /** Replaces all follows, posts and acts; dials, tags and amplifications stay. */
  load(columns: Columns, now: number): void {
    this.#results.isWarm = false
    this.#results.now = now
    this.grow(columns.people, columns.postAuthor.length)
    this.#counting.restart(loadPosts(this.posts, columns, this.#people, this.viewer, now))
    // After each step: a memory never shrinks, and what one step is done with serves the next.
    this.#memory.compact()
    this.synapses.loadFollows(this.#people, columns.followFrom, columns.followTo)
    this.#memory.compact()
    this.#weighAll()
    this.#memory.compact()
    this.#counting.awaitPosts()
  }

  /**
   * Everything known but what is the viewer's alone.
   * @param usual engagement weighed in another way than by these is left out
   */
  tables(usual: Params): Tables {
    const people = this.#people
    return {
      now: this.#results.now,
      countedComments: this.posts.countedComments,
      ...this.posts.tables(people),
      followers: this.synapses.followers.table(people),
      engagement: isAlike(weighingOf(this.#params), weighingOf(usual)) ? this.#weighing.tables() : null,
      ahead: this.#counting.publicAhead(),
    }
  }

  /** Replaces all follows, posts and acts by those of another kernel, of whatever viewer; dials, tags and amplifications stay. */
  restore(tables: Tables, now: number): void {
    const { engagement, countedComments } = tables
    this.#results.isWarm = false
    this.#results.now = tables.now
    this.grow(tables.followers.length.length, tables.author.length)
    this.#counting.restart(tables.ahead)
    const posts = this.posts.count
    this.posts.restore(tables)
    this.synapses.followers.restore(tables.followers)
    // Some may be numbered here and not there: the viewer, for one.
    this.posts.reach(this.#people, posts)
    this.synapses.reach(this.#people)
    this.#counting.awaitPosts()
    const hasOtherComments = countedComments !== this.#params.countedComments
    if (engagement !== null && isAlike(engagement.weighing, weighingOf(this.#params)) && !hasOtherComments) {
      this.synapses.restoreEngagement(this.#people, engagement.engaged, engagement.plain)
      this.#fading.restart(engagement.epoch)
    } else {
      if (hasOtherComments) this.#counting.recountComments(this.#params.countedComments)
      this.#weighAll()
    }
    this.#moveClock(now)
  }

  /** Changes the taste of the model without loading anew; the next evaluation is one of everything. */
  setParams(params: Params): void {
    const before = this.#params
    this.#params = params
    this.#results.setParams(params)
    this.#changes.setParams(params)
    this.#weighing.setParams(params)
    this.reach.setParams(params)
    this.standing.setParams(params)
    this.currents.setParams(params)
    this.#links.setParams(params)
    this.#rises.setParams(params, this.reach)
    const hasOtherComments = params.countedComments !== before.countedComments
    if (hasOtherComments) this.#counting.recountComments(this.#params.countedComments)
    const isWeighedAlike =
      params.engagementHalfLifeMs === before.engagementHalfLifeMs &&
      Object.entries(params.weights).every(([kind, weight]) => before.weights[kind as ActKind] === weight)
    if (hasOtherComments || !isWeighedAlike) this.#weighAll()
  }

  follow(from: number, to: number): void {
    if (from === to) return
    this.#changes.strengthen(to, from, () => this.synapses.follow(from, to))
  }

  unfollow(from: number, to: number): void {
    this.#changes.change(to, from, () => this.synapses.unfollow(from, to))
  }

  addPost(post: number, author: number, at: number): void {
    this.#counting.addPost(post, author, at)
  }

  removePost(post: number): void {
    this.#counting.removePost(post)
  }

  addAct(act: TimedAct): void {
    this.#counting.addAct(act)
  }

  removeAct(act: TimedAct): void {
    this.#counting.removeAct(act)
  }

  /** Replaces the amplifications of a post. */
  amplify(post: number, lifts: readonly Lift[]): void {
    this.currents.setLifts(post, lifts)
    this.#counting.awaitLifts(post, lifts)
    this.#results.touch(post)
  }

  setDial(person: number, dial: number): void {
    const before = this.taste.dial[person]!
    if (before === dial) return
    this.taste.setDial(person, dial)
    if ((before === 0) !== (dial === 0)) this.#results.isWarm = false
    else if (this.#results.isWarm) this.#results.regain(person)
  }

  /** The greatest dial of a post's tags, 0 if any is 0, 1 if none is set; and whether the viewer joined one of them. */
  setTags(post: number, dial: number, isJoined: boolean): void {
    const { tagDial, joined } = this.taste
    if ((tagDial.get(post) ?? 1) === dial && joined.has(post) === isJoined) return
    if (dial === 1) tagDial.delete(post)
    else tagDial.set(post, dial)
    if (isJoined) joined.add(post)
    else joined.delete(post)
    this.#results.touch(post)
  }

  /** Brings all results to this time, by the cheapest way that gives them exactly. */
  evaluate(now: number): void {
    if (!this.#results.isWarm || now < this.#results.now) {
      this.evaluateAll(now)
      return
    }
    if (now > this.#results.now) this.#advance(now)
    this.#results.flush()
  }

  /** Works everything out anew. */
  evaluateAll(now: number): void {
    this.#results.isWarm = false
    this.#moveClock(now)
    this.#results.search()
  }

  /** The numbers of one post, now. */
  post(post: number): PostResult {
    const { posts, reach, standing, currents } = this
    currents.one(posts, reach, standing, post, this.#results.now)
    const charge = currents.charge[post]!
    const transmission = currents.arrival[post]!
    const capacity = currents.capacity(posts, standing, post, this.#results.now)
    const arriving = charge * transmission
    return { charge, capacity, transmission, arriving, current: arriving * currents.gainOf(posts, post) }
  }

  /** The factor by which stored engagement has faded until now. */
  get fade(): number {
    return this.#fading.fade
  }

  /** Moves the clock of a kernel that is not warm. */
  #moveClock(now: number): void {
    const isBack = now < this.#results.now
    this.#setNow(now)
    if (isBack) {
      this.#counting.returnToAhead()
      this.#weighAll()
    }
    for (const { act } of this.#counting.takeDue(now)) if (act !== null) this.#counting.addAct(act)
  }

  /** False when engagement was added up anew. */
  #setNow(now: number): boolean {
    this.#results.now = now
    if (this.#fading.moveTo(now)) return true
    this.#weighAll()
    return false
  }

  /** Time has passed. */
  #advance(now: number): void {
    const { synapses, reach, viewer, taste } = this
    // While all were looked at, so that the bounds are known.
    this.#results.flush()
    this.#results.makeBids()
    const isSameEpoch = this.#setNow(now)
    const due = this.#counting.takeDue(now)
    const canAdvance = isSameEpoch && this.#links.isMade && due.length <= MAX_DUE
    if (
      !canAdvance ||
      !this.#links.advance(reach, synapses, this.posts, viewer, taste, this.#fading.fade, this.#rises)
    ) {
      this.#results.isWarm = false
      for (const { act } of due) if (act !== null) this.#counting.addAct(act)
      this.#results.search()
      this.#links.make(reach, synapses, viewer, taste, this.#fading.fade)
      return
    }
    this.#advances += 1
    this.#results.renew()
    for (const { act, post } of due) {
      if (act === null) this.#results.touch(post)
      else this.#counting.addAct(act)
    }
  }

  /** Adds up all E anew, from now as the epoch. */
  #weighAll(): void {
    this.#weighing.weighAll(this.#results.now)
    this.#results.isWarm = false
  }

  #parts(): Parts {
    const { viewer, synapses, posts, reach, standing, currents, ranking, taste } = this
    const [fading, links, rises] = [this.#fading, this.#links, this.#rises]
    return { viewer, synapses, posts, reach, standing, currents, ranking, taste, fading, links, rises }
  }
}
