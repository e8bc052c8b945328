/**
 * Seeded networks for the attention bench, as columns of whole numbers: power laws of who follows how many, who is
 * followed, who posts and who acts; half of the follows stay within communities of 400; acts go mostly to the followed.
 *
 * People are numbered as they would be when records arrive: the viewer's own list of follows first, then everybody's in
 * any order, and whoever is heard of for the first time gets the next number. The peers get the same lists in that order.
 */
import type { Columns } from '../../src/attention/kernel/load'
import { COMMENT, LIKE, SHARE, VIEW } from '../../src/attention/kernel/post-table'
import { seededRandom } from '../../src/lib/prng'

export interface Size {
  readonly name: string
  readonly people: number
  readonly follows: number
  readonly posts: number
  readonly acts: number
  readonly viewerFollows: number
}

export const SIZES: readonly [Size, Size, Size] = [
  { name: 'a', people: 1_000, follows: 10_000, posts: 5_000, acts: 30_000, viewerFollows: 29 },
  { name: 'b', people: 10_000, follows: 200_000, posts: 50_000, acts: 500_000, viewerFollows: 151 },
  { name: 'c', people: 161_000, follows: 5_300_000, posts: 200_000, acts: 3_000_000, viewerFollows: 200 },
]

export const NOW = 1_800_000_000_000
export const VIEWER = 0
const DAY_MS = 86_400_000
const SPAN_MS = 60 * DAY_MS
const COMMUNITY = 400
const AMPLIFIED = 0.002
const MUTED = 5
/** Makes neighbours in rank strangers in number; a prime that divides none of the sizes. */
const SCATTER = 7_919

export interface Network {
  /** Follows come list by list, in the order in which the lists arrive. */
  readonly columns: Columns
  readonly amplified: readonly { readonly post: number; readonly amount: number; readonly at: number }[]
  readonly muted: readonly number[]
}

/** The network that a seed gives, with its people numbered as they arrive. */
export function networkOf(size: Size, seed: number): Network {
  return arrived(networkByRank(size, seed), seededRandom(seed + 1))
}

interface Ranked extends Network {
  /** Follows by person, as rows: `follows[followStart[p] … followStart[p + 1])`. */
  readonly followStart: Int32Array
}

function networkByRank({ people, follows, posts, acts, viewerFollows }: Size, seed: number): Ranked {
  const random = seededRandom(seed)
  const whole = (below: number): number => Math.floor(random() * below)
  const scattered = (rank: number): number => (rank * SCATTER) % people
  const { followFrom, followTo, followStart } = followsOf()
  const postAuthor = Int32Array.from({ length: posts }, () => scattered(Math.floor(people * random() ** 2)))
  const postAt = Float64Array.from({ length: posts }, () => NOW - whole(SPAN_MS))
  const columns = { people, followFrom, followTo, postAuthor, postAt, ...actsOf() }
  const amplified = Array.from({ length: Math.ceil(posts * AMPLIFIED) }, () => {
    const post = whole(posts)
    const at = postAt[post] ?? NOW
    return { post, amount: 10 + whole(300), at: at + whole(NOW - at) }
  })
  const muted = Array.from({ length: MUTED }, () => 1 + whole(people - 1))
  return { columns, followStart, amplified, muted }

  function followsOf(): { followFrom: Int32Array; followTo: Int32Array; followStart: Int32Array } {
    // Degree falls with rank^½, so that a few follow thousands.
    const share = Float64Array.from({ length: people }, (_, rank) => (rank + 1) ** -0.5)
    const sum = share.reduce((total, value) => total + value, 0)
    const degree = new Int32Array(people)
    for (let rank = 0; rank < people; rank += 1) {
      degree[scattered(rank)] = Math.min(
        people >> 2,
        Math.max(1, Math.round(((share[rank] ?? 0) / sum) * follows)),
      )
    }
    degree[VIEWER] = viewerFollows
    const from: number[] | Int32Array = new Int32Array(follows * 2)
    const to = new Int32Array(follows * 2)
    const start = new Int32Array(people + 1)
    const seen = new Int32Array(people).fill(-1)
    let count = 0
    for (let person = 0; person < people; person += 1) {
      const community = person - (person % COMMUNITY)
      for (let wanted = degree[person] ?? 0; wanted > 0; wanted -= 1) {
        const isNear = random() < 0.5
        const target = isNear
          ? (community + Math.floor(COMMUNITY * random() ** 1.5)) % people
          : scattered(Math.floor(people * random() ** 2.5))
        if (target === person || seen[target] === person) continue
        seen[target] = person
        from[count] = person
        to[count] = target
        count += 1
      }
      start[person + 1] = count
    }
    return { followFrom: from.slice(0, count), followTo: to.slice(0, count), followStart: start }
  }

  function actsOf(): Pick<Columns, 'actBy' | 'actPost' | 'actKind' | 'actAt'> {
    const byAuthor = rowsOf(people, postAuthor)
    const actBy = new Int32Array(acts)
    const actPost = new Int32Array(acts)
    const actKind = new Uint8Array(acts)
    const actAt = new Float64Array(acts)
    for (let act = 0; act < acts; act += 1) {
      if (act > 100 && random() < 0.15) {
        // The same again.
        const twin = whole(act)
        actBy[act] = actBy[twin] ?? 0
        actPost[act] = actPost[twin] ?? 0
        actKind[act] = actKind[twin] ?? 0
        actAt[act] = Math.min(NOW, (actAt[twin] ?? 0) + whole(DAY_MS))
        continue
      }
      const by = scattered(Math.floor(people * random() ** 1.5))
      let post = whole(posts)
      const followed = (followStart[by + 1] ?? 0) - (followStart[by] ?? 0)
      if (random() < 0.8 && followed > 0) {
        const author = followTo[(followStart[by] ?? 0) + Math.floor(followed * random() ** 3)] ?? 0
        const first = byAuthor.start[author] ?? 0
        const count = (byAuthor.start[author + 1] ?? 0) - first
        if (count > 0) post = byAuthor.items[first + whole(count)] ?? 0
      }
      const kind = random()
      const isOwn = random() < 0.02
      const at = postAt[post] ?? NOW
      actBy[act] = isOwn ? (postAuthor[post] ?? by) : by
      actPost[act] = post
      actKind[act] = kind < 0.6 ? LIKE : kind < 0.85 ? COMMENT : kind < 0.96 ? SHARE : VIEW
      actAt[act] = Math.min(NOW, at + Math.floor(-Math.log(1 - random()) * DAY_MS))
    }
    return { actBy, actPost, actKind, actAt }
  }
}

function arrived({ columns, followStart, amplified, muted }: Ranked, random: () => number): Network {
  const { people } = columns
  const lists = Int32Array.from({ length: people }, (_, person) => person)
  for (let last = people - 1; last > 1; last -= 1) {
    const other = 1 + Math.floor(random() * last)
    const list = lists[last] ?? 0
    lists[last] = lists[other] ?? 0
    lists[other] = list
  }
  const numbers = new Int32Array(people).fill(-1)
  let heard = 0
  const numberOf = (person: number): number => {
    if (numbers[person] === -1) numbers[person] = heard++
    return numbers[person] ?? -1
  }
  const followFrom = new Int32Array(columns.followFrom.length)
  const followTo = new Int32Array(columns.followTo.length)
  let count = 0
  for (const person of lists) {
    for (let follow = followStart[person] ?? 0; follow < (followStart[person + 1] ?? 0); follow += 1) {
      followFrom[count] = numberOf(person)
      followTo[count] = numberOf(columns.followTo[follow] ?? 0)
      count += 1
    }
  }
  const postAuthor = columns.postAuthor.map(numberOf)
  const actBy = columns.actBy.map(numberOf)
  return {
    columns: { ...columns, followFrom, followTo, postAuthor, actBy },
    amplified,
    muted: muted.map(numberOf),
  }
}

function rowsOf(rows: number, row: Int32Array): { readonly start: Int32Array; readonly items: Int32Array } {
  const start = new Int32Array(rows + 1)
  for (const value of row) start[value + 1] = (start[value + 1] ?? 0) + 1
  for (let index = 0; index < rows; index += 1)
    start[index + 1] = (start[index + 1] ?? 0) + (start[index] ?? 0)
  const next = start.slice()
  const items = new Int32Array(row.length)
  row.forEach((value, index) => {
    const place = next[value] ?? 0
    next[value] = place + 1
    items[place] = index
  })
  return { start, items }
}
