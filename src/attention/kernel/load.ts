/** Fills a kernel's tables from columns: what has been known for long comes at once, not act by act. */
import { COMMENT, KIND_BITS, KIND_MASK, UNKNOWN, VIEW, type PostTable, type TimedAct } from './post-table'
import type { SynapseTable } from './synapse-table'

export interface Columns {
  readonly people: number
  /** From f follows to f; nobody follows themselves. */
  readonly followFrom: Int32Array
  readonly followTo: Int32Array
  /** By post; {@link UNKNOWN} for a post that is only known from acts. */
  readonly postAuthor: Int32Array
  readonly postAt: Float64Array
  readonly actBy: Int32Array
  readonly actPost: Int32Array
  /** LIKE, COMMENT, SHARE or VIEW. */
  readonly actKind: Uint8Array
  readonly actAt: Float64Array
}

/** Posts and the acts that count by now; gives back those dated ahead. */
export function loadPosts(
  table: PostTable,
  columns: Columns,
  people: number,
  viewer: number,
  now: number,
): TimedAct[] {
  const { postAuthor, postAt, actBy, actPost, actKind, actAt } = columns
  const posts = postAuthor.length
  table.authors.resize(posts)
  table.author.set(postAuthor)
  table.times.resize(posts)
  table.at.set(postAt)
  const known = Int32Array.from(postAuthor.keys()).filter((post) => postAuthor[post] !== UNKNOWN)
  table.byAuthor.fill(
    people,
    known.map((post) => postAuthor[post]!),
    known,
    null,
  )
  const ahead: TimedAct[] = []
  // Of each post: acts in order of time. First the rest, which is sorted out before.
  const acts = actBy.length
  const isCountable = new Uint8Array(acts)
  const rest: number[] = []
  let countable = 0
  for (let act = 0; act < acts; act += 1) {
    const by = actBy[act]!
    const post = actPost[act]!
    const at = actAt[act]!
    if (actKind[act] === VIEW && by !== viewer) continue
    const author = postAuthor[post]!
    if (author === UNKNOWN || by === author || at < postAt[post]!) rest.push(act)
    else if (at > now) ahead.push({ by, post, kind: actKind[act]!, at })
    else {
      isCountable[act] = 1
      countable += 1
    }
  }
  const post = new Int32Array(countable)
  const item = new Int32Array(countable)
  const time = new Float64Array(countable)
  for (let act = 0, index = 0; act < acts; act += 1) {
    if (isCountable[act] === 0) continue
    post[index] = actPost[act]!
    item[index] = (actBy[act]! << KIND_BITS) | actKind[act]!
    time[index] = actAt[act]!
    index += 1
  }
  table.acts.fill(posts, post, item, time)
  countFirst(table, people, rest, columns)
  return ahead
}

/** Keeps of each person and kind on a post the first, and puts the rest, with those given, among the waiting. */
function countFirst(table: PostTable, people: number, rest: readonly number[], columns: Columns): void {
  const { actBy, actPost, actKind, actAt, postAuthor } = columns
  const { acts } = table
  const { items, weights } = acts
  const posts = postAuthor.length
  const seenOn = new Int32Array(people << KIND_BITS).fill(-1)
  const seen = new Int32Array(people << KIND_BITS)
  const surplusPost: number[] = rest.map((act) => actPost[act]!)
  const surplusItem: number[] = rest.map((act) => (actBy[act]! << KIND_BITS) | actKind[act]!)
  const surplusAt: number[] = rest.map((act) => actAt[act]!)
  const commentLimit = table.limit(COMMENT)
  for (let post = 0; post < posts; post += 1) {
    const from = acts.from(post)
    const end = from + acts.length(post)
    sortByTime(items, weights, from, end)
    let kept = from
    for (let index = from; index < end; index += 1) {
      const item = items[index]!
      if (seenOn[item] !== post) {
        seenOn[item] = post
        seen[item] = 0
      }
      const kind = item & KIND_MASK
      if (seen[item]! >= (kind === COMMENT ? commentLimit : 1)) {
        surplusPost.push(post)
        surplusItem.push(item)
        surplusAt.push(weights[index]!)
        continue
      }
      seen[item] = seen[item]! + 1
      if (kind === VIEW) {
        table.views.set(post, weights[index]!)
        continue
      }
      items[kept] = item
      weights[kept] = weights[index]!
      kept += 1
    }
    acts.shorten(post, kept - from)
  }
  acts.compact()
  table.waiting.fill(
    posts,
    Int32Array.from(surplusPost),
    Int32Array.from(surplusItem),
    Float64Array.from(surplusAt),
  )
  const counted = acts.items
  let count = 0
  for (let post = 0; post < posts; post += 1) count += acts.length(post)
  const actor = new Int32Array(count)
  const on = new Int32Array(count)
  for (let post = 0, index = 0; post < posts; post += 1) {
    for (let left = acts.length(post); left > 0; left -= 1, index += 1) {
      actor[index] = counted[index]! >> KIND_BITS
      on[index] = post
    }
  }
  table.byActor.fill(people, actor, on, null)
}

/** Adds up the engagement of every pair from the acts that count. */
export function loadEngagement(
  synapses: SynapseTable,
  table: PostTable,
  people: number,
  viewer: number,
  strength: (kind: number, at: number) => number,
): void {
  // First: what settles in its rows may move all others.
  const { byActor } = table
  const { author, acts, views } = table
  // Strengths by person, of each the authors.
  const next = new Int32Array(people + 1)
  for (let person = 0; person < people; person += 1) next[person + 1] = next[person]! + byActor.length(person)
  const count = next[people]!
  const towards = new Int32Array(count)
  const strengths = new Float64Array(count)
  for (let post = 0; post < table.count; post += 1) {
    const end = acts.end(post)
    for (let index = acts.from(post); index < end; index += 1) {
      const item = acts.items[index]!
      const by = item >> KIND_BITS
      const place = next[by]!
      next[by] = place + 1
      towards[place] = author[post]!
      strengths[place] = strength(item & KIND_MASK, acts.weights[index]!)
    }
  }
  const pairOf = new Int32Array(people).fill(-1)
  const pairBy = new Int32Array(count + views.size)
  const pairAuthor = new Int32Array(count + views.size)
  const pairValue = new Float64Array(count + views.size)
  let pairs = 0
  const add = (by: number, to: number, value: number, firstPair: number): void => {
    const pair = pairOf[to]!
    if (pair >= firstPair) {
      pairValue[pair]! += value
      return
    }
    pairOf[to] = pairs
    pairBy[pairs] = by
    pairAuthor[pairs] = to
    pairValue[pairs] = value
    pairs += 1
  }
  let index = 0
  for (let by = 0; by < people; by += 1) {
    const firstPair = pairs
    for (const end = next[by]!; index < end; index += 1)
      add(by, towards[index]!, strengths[index]!, firstPair)
    if (by === viewer) for (const [post, at] of views) add(by, author[post]!, strength(VIEW, at), firstPair)
  }
  synapses.loadEngagement(
    people,
    pairBy.slice(0, pairs),
    pairAuthor.slice(0, pairs),
    pairValue.slice(0, pairs),
  )
}

function sortByTime(items: Int32Array, weights: Float64Array, from: number, end: number): void {
  if (end - from > LONG_ROW) {
    const order = Array.from({ length: end - from }, (_, offset) => from + offset)
    order.sort((a, b) => weights[a]! - weights[b]!)
    const sortedItems = Int32Array.from(order, (index) => items[index]!)
    const sortedWeights = Float64Array.from(order, (index) => weights[index]!)
    items.set(sortedItems, from)
    weights.set(sortedWeights, from)
    return
  }
  for (let index = from + 1; index < end; index += 1) {
    const item = items[index]!
    const weight = weights[index]!
    let place = index
    while (place > from && weights[place - 1]! > weight) {
      items[place] = items[place - 1]!
      weights[place] = weights[place - 1]!
      place -= 1
    }
    items[place] = item
    weights[place] = weight
  }
}

/** Insertion is faster than the engine's sort up to about here. */
const LONG_ROW = 48
