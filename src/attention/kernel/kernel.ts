/**
 * The attention model over whole numbers: people and posts are numbers from 0 on, given by the caller and never reused.
 * One viewer, one clock. Single changes update what they touch; what may lower a best path, or concerns the viewer's own
 * neighbourhood and is not a rise, and a clock set back are evaluated anew. Results are those of a full evaluation
 * (rule A13).
 */
import type { Params } from '../params'
import type { ActKind } from '../types'
import { Affinities } from './affinities'
import { Ahead } from './ahead'
import { Bids } from './bids'
import { Currents, type Lift } from './currents'
import { Fading } from './fading'
import { Links } from './links'
import { loadEngagement, loadPosts, type Columns } from './load'
import { compiledLoops, plainLoops } from './loops'
import { Memory } from './memory'
import { COMMENT, KIND_BITS, KIND_MASK, PostTable, UNKNOWN, VIEW, type TimedAct } from './post-table'
import { Ranking } from './ranking'
import { Reach } from './reach'
import { Rises } from './rises'
import { grown } from './rows'
import { Standing } from './standing'
import { FOLLOWED, SynapseTable, thresholdAt } from './synapse-table'
import { isAlike, weighingOf, type Engagement, type Tables } from './tables'
import { Taste } from './taste'

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

/** Beyond this share of all links, spreading rises costs about as much as a search of everything. */
const MAX_SPREAD = 1 / 8
/** … but in a small network that is no matter. */
const MIN_SPREAD = 2_000
/** More that begins to count at once is added before an evaluation of everything. */
const MAX_DUE = 1_000
/** A link that is worse than the best by so little may be the best. */
const ROUNDING = 1e-9
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
  /** How often each way was gone; for tests. */
  readonly ways = { full: 0, advance: 0, spread: 0, overflow: 0, harmlessFall: 0 }
  #params: Params
  readonly #memory: Memory
  readonly #maxSpread: number | undefined
  readonly #links: Links
  readonly #rises: Rises
  readonly #bids = new Bids()
  readonly #ahead = new Ahead()
  readonly #fading: Fading
  readonly #affinities: Affinities
  #people = 0
  #now: number
  /** The results are those of `#now`, but for the posts in `#dirty`. */
  #isWarm = false
  #dirty: number[] = []
  #isDirty = new Uint8Array(0)

  constructor({ params, viewer, now, rankingSize, maxSpread, isPlain, isRestless }: KernelInit) {
    this.#maxSpread = maxSpread
    this.#params = params
    this.viewer = viewer
    this.#now = now
    this.#fading = new Fading(params, now)
    this.#affinities = new Affinities(viewer)
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
    this.grow(viewer + 1, 0)
  }

  get params(): Params {
    return this.#params
  }

  /** Bytes of all arrays. */
  get bytes(): number {
    const { synapses, standing, currents, taste } = this
    const parts = [
      this.#memory,
      synapses,
      standing,
      currents,
      taste,
      this.#links,
      this.#bids,
      this.#affinities,
    ]
    return parts.reduce((sum, { bytes }) => sum + bytes, 0) + this.#isDirty.byteLength
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
    return this.#now
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
      this.#affinities.reach(people)
    }
    this.posts.reach(this.#people, posts)
    this.currents.reach(this.#people, posts)
    this.#isDirty = grown(this.#isDirty, posts)
  }

  /** Replaces all follows, posts and acts; dials, tags and amplifications stay. */
  load(columns: Columns, now: number): void {
    this.#isWarm = false
    this.#now = now
    this.grow(columns.people, columns.postAuthor.length)
    this.#ahead.clear()
    const acts = loadPosts(this.posts, columns, this.#people, this.viewer, now)
    for (const act of acts) this.#ahead.add({ at: act.at, post: act.post, act })
    // After each step: a memory never shrinks, and what one step is done with serves the next.
    this.#memory.compact()
    this.synapses.loadFollows(this.#people, columns.followFrom, columns.followTo)
    this.#memory.compact()
    this.#weighAll()
    this.#memory.compact()
    this.#awaitPosts()
  }

  /**
   * Everything known but what is the viewer's alone.
   * @param usual engagement weighed in another way than by these is left out
   */
  tables(usual: Params): Tables {
    const people = this.#people
    return {
      now: this.#now,
      countedComments: this.posts.countedComments,
      ...this.posts.tables(people),
      followers: this.synapses.followers.table(people),
      engagement: isAlike(weighingOf(this.#params), weighingOf(usual)) ? this.#engagementTables() : null,
      ahead: this.#ahead.acts().filter(({ kind }) => kind !== VIEW),
    }
  }

  /** Replaces all follows, posts and acts by those of another kernel, of whatever viewer; dials, tags and amplifications stay. */
  restore(tables: Tables, now: number): void {
    const { engagement, countedComments } = tables
    this.#isWarm = false
    this.#now = tables.now
    this.grow(tables.followers.length.length, tables.author.length)
    this.#ahead.clear()
    for (const act of tables.ahead) this.#ahead.add({ at: act.at, post: act.post, act })
    const posts = this.posts.count
    this.posts.restore(tables)
    this.synapses.followers.restore(tables.followers)
    // Some may be numbered here and not there: the viewer, for one.
    this.posts.reach(this.#people, posts)
    this.synapses.reach(this.#people)
    this.#awaitPosts()
    const hasOtherComments = countedComments !== this.#params.countedComments
    if (engagement !== null && isAlike(engagement.weighing, weighingOf(this.#params)) && !hasOtherComments) {
      this.synapses.restoreEngagement(this.#people, engagement.engaged, engagement.plain)
      this.#fading.restart(engagement.epoch)
    } else {
      if (hasOtherComments) this.#recountComments()
      this.#weighAll()
    }
    this.#moveClock(now)
  }

  /** Changes the taste of the model without loading anew; the next evaluation is one of everything. */
  setParams(params: Params): void {
    const before = this.#params
    this.#params = params
    this.#isWarm = false
    this.reach.setParams(params)
    this.standing.setParams(params)
    this.currents.setParams(params)
    this.#links.setParams(params)
    this.#rises.setParams(params, this.reach)
    this.#fading.setParams(params)
    const hasOtherComments = params.countedComments !== before.countedComments
    if (hasOtherComments) this.#recountComments()
    const isWeighedAlike =
      params.engagementHalfLifeMs === before.engagementHalfLifeMs &&
      Object.entries(params.weights).every(([kind, weight]) => before.weights[kind as ActKind] === weight)
    if (hasOtherComments || !isWeighedAlike) this.#weighAll()
  }

  follow(from: number, to: number): void {
    if (from === to) return
    this.#strengthen(to, from, () => this.synapses.follow(from, to))
  }

  unfollow(from: number, to: number): void {
    this.#change(to, from, () => this.synapses.unfollow(from, to))
  }

  addPost(post: number, author: number, at: number): void {
    if (this.posts.author[post] !== UNKNOWN) throw new Error(`post ${post} is known`)
    this.posts.add(post, author, at)
    this.#touch(post)
    this.#awaitPost(post)
    for (const act of this.posts.takeWaiting(post)) this.addAct(act)
  }

  removePost(post: number): void {
    if (this.posts.author[post] === UNKNOWN) return
    const author = this.posts.author[post]!
    const counted = this.posts.countedOn(post)
    for (const by of new Set(counted.map((act) => act.by))) {
      this.#change(author, by, () => {
        for (const act of counted) if (act.by === by) this.posts.exclude(act)
        this.#weigh(author, by)
      })
    }
    this.posts.remove(post)
    for (const act of [...counted, ...this.#ahead.takeActsOn(post)]) this.posts.wait(act)
    this.#touch(post)
  }

  addAct(act: TimedAct): void {
    const { by, post, kind, at } = act
    if (!this.posts.isPossible(act)) return
    const author = this.posts.author[post]!
    if (author === UNKNOWN || !this.posts.isCountable(act)) {
      this.posts.wait(act)
      return
    }
    if (at > this.#now) {
      this.#ahead.add({ at, post, act })
      return
    }
    const counted = this.posts.counted(post, by, kind)
    const latest = counted.at(-1)
    if (counted.length < this.posts.limit(kind)) {
      this.#strengthen(author, by, () => {
        this.posts.include(act)
        this.synapses.engage(
          author,
          by,
          this.synapses.engagement(author, by) + this.#fading.strength(kind, at),
        )
      })
    } else if (latest === undefined || at >= latest) {
      this.posts.wait(act)
      return
    } else {
      // Dated earlier than one that counted until now: it takes that one's place.
      const replaced = { by, post, kind, at: latest }
      this.#change(author, by, () => {
        this.posts.exclude(replaced)
        this.posts.include(act)
        this.#weigh(author, by)
      })
      this.posts.wait(replaced)
    }
    this.#touchByAct(post, by)
  }

  removeAct(act: TimedAct): void {
    const { by, post, kind, at } = act
    if (!this.posts.isPossible(act) || this.#ahead.remove(act) || this.posts.unwait(act)) return
    const author = this.posts.author[post]!
    if (author === UNKNOWN || !this.posts.counted(post, by, kind).includes(at)) return
    this.#change(author, by, () => {
      this.posts.exclude(act)
      this.#weigh(author, by)
    })
    this.#touch(post)
    // Another one of the same kind may count in its place.
    for (const other of this.posts.takeWaiting(post)) this.addAct(other)
  }

  /** Replaces the amplifications of a post. */
  amplify(post: number, lifts: readonly Lift[]): void {
    this.currents.setLifts(post, lifts)
    for (const { at } of lifts) if (at > this.#now) this.#ahead.add({ at, post, act: null })
    this.#touch(post)
  }

  setDial(person: number, dial: number): void {
    const before = this.taste.dial[person]!
    if (before === dial) return
    this.taste.setDial(person, dial)
    if ((before === 0) !== (dial === 0)) this.#isWarm = false
    else if (this.#isWarm) this.#regain(person)
  }

  /** The greatest dial of a post's tags, 0 if any is 0, 1 if none is set; and whether the viewer joined one of them. */
  setTags(post: number, dial: number, isJoined: boolean): void {
    const { tagDial, joined } = this.taste
    if ((tagDial.get(post) ?? 1) === dial && joined.has(post) === isJoined) return
    if (dial === 1) tagDial.delete(post)
    else tagDial.set(post, dial)
    if (isJoined) joined.add(post)
    else joined.delete(post)
    this.#touch(post)
  }

  /** Brings all results to this time, by the cheapest way that gives them exactly. */
  evaluate(now: number): void {
    if (!this.#isWarm || now < this.#now) {
      this.evaluateAll(now)
      return
    }
    if (now > this.#now) this.#advance(now)
    this.#flush()
  }

  /** Works everything out anew. */
  evaluateAll(now: number): void {
    this.#isWarm = false
    this.#moveClock(now)
    this.#search()
  }

  /** The numbers of one post, now. */
  post(post: number): PostResult {
    const { posts, reach, standing, currents } = this
    currents.one(posts, reach, standing, post, this.#now)
    const charge = currents.charge[post]!
    const transmission = currents.arrival[post]!
    const capacity = currents.capacity(posts, standing, post, this.#now)
    const arriving = charge * transmission
    return { charge, capacity, transmission, arriving, current: arriving * currents.gainOf(posts, post) }
  }

  /** The factor by which stored engagement has faded until now. */
  get fade(): number {
    return this.#fading.fade
  }

  /** Moves the clock of a kernel that is not warm. */
  #moveClock(now: number): void {
    const isBack = now < this.#now
    this.#setNow(now)
    if (isBack) this.#returnToAhead()
    for (const { act } of this.#ahead.takeDue(now)) if (act !== null) this.addAct(act)
  }

  /** False when engagement was added up anew. */
  #setNow(now: number): boolean {
    this.#now = now
    if (this.#fading.moveTo(now)) return true
    this.#weighAll()
    return false
  }

  /** The clock was set back: what was counted and is dated ahead now has to wait again. */
  #returnToAhead(): void {
    for (let post = 0; post < this.posts.count; post += 1) {
      if (this.posts.author[post] === UNKNOWN) continue
      const late = this.posts.countedOn(post).filter(({ at }) => at > this.#now)
      if (late.length === 0) continue
      for (const act of late) this.posts.exclude(act)
      for (const act of [...late, ...this.posts.takeWaiting(post)]) this.addAct(act)
    }
    this.#weighAll()
    this.#awaitPosts()
  }

  /** More or fewer comments count than did. Engagement has to be added up after it. */
  #recountComments(): void {
    this.posts.countedComments = this.#params.countedComments
    for (let post = 0; post < this.posts.count; post += 1) {
      const comments = this.posts.countedOn(post).filter(({ kind }) => kind === COMMENT)
      for (const comment of comments) this.posts.exclude(comment)
      for (const act of [...comments, ...this.posts.takeWaiting(post)]) this.addAct(act)
    }
  }

  #awaitPosts(): void {
    for (let post = 0; post < this.posts.count; post += 1) {
      if (this.posts.author[post] !== UNKNOWN) this.#awaitPost(post)
    }
    for (const [post, lifts] of this.currents.lifts) {
      for (const { at } of lifts) if (at > this.#now) this.#ahead.add({ at, post, act: null })
    }
  }

  #awaitPost(post: number): void {
    const at = this.posts.at[post]!
    if (at > this.#now) this.#ahead.add({ at, post, act: null })
  }

  /** Adds up E anew from the acts that count, after one was taken out. */
  #weigh(author: number, by: number): void {
    this.synapses.engage(author, by, this.#engagementOf(author, by, by === this.viewer))
  }

  /** E of the acts that count. */
  #engagementOf(author: number, by: number, hasViews: boolean): number {
    const { byAuthor, acts, views } = this.posts
    let sum = 0
    const end = byAuthor.end(author)
    for (let index = byAuthor.from(author); index < end; index += 1) {
      const post = byAuthor.items[index]!
      const actsEnd = acts.end(post)
      for (let act = acts.from(post); act < actsEnd; act += 1) {
        const item = acts.items[act]!
        if (item >> KIND_BITS === by) sum += this.#fading.strength(item & KIND_MASK, acts.weights[act]!)
      }
      const viewedAt = hasViews ? views.get(post) : undefined
      if (viewedAt !== undefined) sum += this.#fading.strength(VIEW, viewedAt)
    }
    return sum
  }

  /** Without what the viewer's views add to it: for as long as it takes to copy, it is taken out. */
  #engagementTables(): Engagement {
    const { synapses, viewer } = this
    const viewed = new Set([...this.posts.views.keys()].map((post) => this.posts.author[post]!))
    const before = Array.from(viewed, (author) => ({ author, value: synapses.engagement(author, viewer) }))
    for (const { author } of before)
      synapses.engage(author, viewer, this.#engagementOf(author, viewer, false))
    const tables = {
      weighing: weighingOf(this.#params),
      epoch: this.#fading.epoch,
      engaged: synapses.engaged.table(this.#people),
      plain: synapses.plain.table(this.#people),
    }
    for (const { author, value } of before) synapses.engage(author, viewer, value)
    return tables
  }

  /** Adds up all E anew, from now as the epoch. */
  #weighAll(): void {
    this.#fading.restart(this.#now)
    loadEngagement(this.synapses, this.posts, this.#people, this.viewer, (kind, at) =>
      this.#fading.strength(kind, at),
    )
    this.#isWarm = false
  }

  /** Makes a change that may weaken the synapse author→by, and updates what follows from it. */
  #change(author: number, by: number, change: () => void): void {
    if (!this.#isWarm) {
      change()
      return
    }
    const { synapses, standing } = this
    const threshold = thresholdAt(this.#params, this.#fading.fade)
    const before = synapses.engagement(author, by)
    const wasLinked = synapses.has(author, by, threshold)
    const transmitted = wasLinked ? standing.transmission(author, by, synapses, this.#fading.fade) : 0
    const wasFriend = standing.isFriend(this.#friendOf(author, by))
    this.#strengthen(author, by, change)
    const isWeaker = synapses.engagement(author, by) < before
    if (!isWeaker && (!wasLinked || synapses.has(author, by, threshold))) return
    this.#isWarm &&= !wasFriend && by !== this.viewer && this.#isHarmless(author, by, transmitted)
  }

  /** Whose contribution to N and Reo changes: the author's, when the viewer acts, else the actor's, if a friend. */
  #friendOf(author: number, by: number): number {
    return by === this.viewer ? author : by
  }

  /** Makes a change that can only strengthen the synapse author→by, and updates what follows from it. */
  #strengthen(author: number, by: number, change: () => void): void {
    if (!this.#isWarm) {
      change()
      return
    }
    const { synapses, standing, taste, viewer } = this
    const fade = this.#fading.fade
    const friend = this.#friendOf(author, by)
    const wasFriend = standing.isFriend(friend)
    let affected: number[] = []
    if (wasFriend) {
      affected = standing.sources(friend, synapses, fade)
      if (standing.mayChange()) standing.contribute(friend, -1, synapses, fade)
      else this.#isWarm = false
    }
    change()
    if (!this.#isWarm) return
    const threshold = thresholdAt(this.#params, fade)
    // Only the viewer makes friends.
    if (
      wasFriend ||
      (by === viewer && taste.muted[friend] === 0 && synapses.has(friend, viewer, threshold))
    ) {
      standing.risen.length = 0
      standing.contribute(friend, 1, synapses, fade)
      for (const person of standing.risen) this.#touchActsBy(person)
      affected = affected.concat(standing.sources(friend, synapses, fade))
    }
    if (by === viewer) {
      this.#affinities.note(author, synapses, this.#params, fade)
      affected.push(author)
    }
    for (const person of affected) this.#regain(person)
    this.#raise(author, by)
  }

  /** A synapse far from the viewer has weakened or ended. True when no best path went over it. */
  #isHarmless(author: number, by: number, transmitted: number): boolean {
    const { transmission } = this.reach
    const product = transmission[by]! * transmitted
    const isBest =
      product >= this.#params.stopCharge &&
      this.taste.muted[author] === 0 &&
      product >= transmission[author]! * (1 - ROUNDING)
    if (isBest) return false
    this.ways.harmlessFall += 1
    const pair = this.synapses.find(author, by)
    const isFollowed = this.synapses.plain.find(by, author) !== -1
    if (pair !== -1) {
      const { items, weights } = this.synapses.engaged
      this.#links.weaken(by, author, items[pair]!, weights[pair]!)
    } else if (isFollowed) this.#links.weaken(by, author, author * 2 + FOLLOWED, 0)
    else this.#links.weaken(by, author, author * 2, -1)
    return true
  }

  /** The synapse author→by, if there is one, is new or stronger. */
  #raise(author: number, by: number): void {
    const { reach, synapses, taste } = this
    const { baseTransmission, transmissionGain } = this.#params
    const here = reach.transmission[by]!
    // Most are so far below the best that how strong they are need not be known.
    if (here === 0 || !this.#links.isNear(reach, author, here * (baseTransmission + transmissionGain))) return
    if (taste.muted[author] === 1 || !synapses.has(author, by, thresholdAt(this.#params, this.#fading.fade)))
      return
    const product = here * this.standing.transmission(author, by, synapses, this.#fading.fade)
    if (product < this.#params.stopCharge || !this.#links.isNear(reach, author, product)) return
    const rises = this.#rises
    rises.begin(this.#people)
    const pair = synapses.find(author, by)
    const item = pair === -1 ? author * 2 + FOLLOWED : synapses.engaged.items[pair]!
    rises.offer(reach, author, product)
    this.#links.note(reach, by, item, pair === -1 ? 0 : synapses.engaged.weights[pair]!, product)
    if (rises.risen.length === 0) return
    this.ways.spread += 1
    const limit = this.#maxSpread ?? Math.max(MIN_SPREAD, synapses.links * MAX_SPREAD)
    if (!rises.spread(reach, synapses, this.taste, this.#fading.fade, this.#links, limit)) {
      this.ways.overflow += 1
      this.#isWarm = false
      return
    }
    for (const person of rises.risen) {
      this.#touchPostsBy(person)
      this.#touchActsBy(person)
    }
  }

  /** Works out the gain of an author and the currents that follow from it. */
  #regain(person: number): void {
    const { currents, posts, ranking, taste, standing } = this
    const gain =
      (this.#params.baseGain + standing.reo(person)) * this.#affinities.of[person]! * taste.dial[person]!
    if (gain === currents.gain[person]) return
    currents.gain[person] = gain
    const { byAuthor } = posts
    const { items } = byAuthor
    const end = byAuthor.end(person)
    for (let index = byAuthor.from(person); index < end; index += 1) {
      const post = items[index]!
      if (currents.alive[post] === 0 || this.#isDirty[post] === 1) continue
      if (currents.seen[post] === this.#now) {
        ranking.withdraw(post)
        currents.regain(posts, post, this.#now)
        ranking.offer(post)
      } else if (currents.bound(post, this.#now) * currents.gainOf(posts, post) >= ranking.floor) {
        this.#touch(post)
      }
    }
  }

  #regainAll(): void {
    const { gain } = this.currents
    const affinities = this.#affinities
    const { baseGain } = this.#params
    gain.fill(baseGain)
    for (const person of this.standing.touched) gain[person] = baseGain + this.standing.reo(person)
    affinities.search(this.synapses, this.#params, this.#fading.fade)
    for (const author of affinities.attended) gain[author]! *= affinities.of[author]!
    for (const person of this.taste.dialled) gain[person]! *= this.taste.dial[person]!
  }

  #search(): void {
    const { synapses, reach, standing, currents, posts, viewer } = this
    this.ways.full += 1
    reach.search(synapses, posts, viewer, this.taste, this.#fading.fade)
    standing.search(synapses, this.#fading.fade)
    this.#regainAll()
    currents.all(posts, reach, standing, this.#now, this.ranking)
    this.#links.forget()
    this.#bids.forget()
    for (const post of this.#dirty) this.#isDirty[post] = 0
    this.#dirty = []
    this.#isWarm = true
  }

  /** Time has passed. */
  #advance(now: number): void {
    const { synapses, reach, standing, viewer, taste } = this
    // While all were looked at, so that the bounds are known.
    this.#flush()
    this.#bids.make(
      this.posts,
      this.currents,
      this.#params.stopCharge,
      this.#now,
      this.#params.chargeHalfLifeMs,
    )
    const isSameEpoch = this.#setNow(now)
    const due = this.#ahead.takeDue(now)
    const canAdvance = isSameEpoch && this.#links.isMade && due.length <= MAX_DUE
    if (
      !canAdvance ||
      !this.#links.advance(reach, synapses, this.posts, viewer, taste, this.#fading.fade, this.#rises)
    ) {
      this.#isWarm = false
      for (const { act } of due) if (act !== null) this.addAct(act)
      this.#search()
      this.#links.make(reach, synapses, viewer, taste, this.#fading.fade)
      return
    }
    this.ways.advance += 1
    standing.search(synapses, this.#fading.fade)
    this.#regainAll()
    this.#rank()
    for (const { act, post } of due) {
      if (act === null) this.#touch(post)
      else this.addAct(act)
    }
  }

  #rank(): void {
    const { posts, currents, ranking, reach, standing } = this
    const { stopCharge, chargeHalfLifeMs } = this.#params
    this.#bids.rank(posts, currents, ranking, this.#now, stopCharge, chargeHalfLifeMs, (post) =>
      currents.one(posts, reach, standing, post, this.#now),
    )
  }

  /** This post's numbers may change. */
  #touch(post: number): void {
    if (!this.#isWarm || this.#isDirty[post] === 1) return
    this.#isDirty[post] = 1
    this.#dirty.push(post)
  }

  /** An act more counts on the post. Nothing follows from it if it neither recharges nor carries. */
  #touchByAct(post: number, by: number): void {
    const { alive, seen, arrival } = this.currents
    const carries = by !== this.viewer && this.reach.transmission[by]! > arrival[post]!
    if (carries || this.standing.near[by]! > 0 || seen[post] !== this.#now) this.#touch(post)
    else alive[post] = 1
  }

  #touchPostsBy(person: number): void {
    const { byAuthor } = this.posts
    const { items } = byAuthor
    const { alive } = this.currents
    const end = byAuthor.end(person)
    for (let index = byAuthor.from(person); index < end; index += 1)
      if (alive[items[index]!] === 1) this.#touch(items[index]!)
  }

  #touchActsBy(person: number): void {
    const { byActor } = this.posts
    const { items } = byActor
    const { alive } = this.currents
    const end = byActor.end(person)
    for (let index = byActor.from(person); index < end; index += 1)
      if (alive[items[index]!] === 1) this.#touch(items[index]!)
  }

  #flush(): void {
    if (!this.#isWarm) {
      this.#search()
      return
    }
    const { posts, reach, standing, currents, ranking } = this
    const { stopCharge, chargeHalfLifeMs } = this.#params
    for (const post of this.#dirty) {
      this.#isDirty[post] = 0
      ranking.withdraw(post)
      currents.one(posts, reach, standing, post, this.#now)
      if (currents.charge[post]! * currents.arrival[post]! >= stopCharge)
        this.#bids.add(currents, post, chargeHalfLifeMs)
      ranking.offer(post)
    }
    this.#dirty = []
    if (ranking.isShort) this.#rank()
  }
}
