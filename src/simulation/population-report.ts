/** What a course of days shows: reach, inequality, what cheating gained, what an advertiser got, how much orders change. */
import { AttentionFeed } from '../attention/feed'
import { withDefaults } from '../attention/params'
import { live, TOP, type Course, type FeedKind } from './days'
import { isHonest, type Person, type PopulationPlan } from './population'

export const FEEDS: readonly FeedKind[] = ['stream', 'current', 'followed', 'liked']
/** AMP a day. */
const BUDGET_AMP = 50

export interface Spread {
  readonly posts: number
  readonly median: number
  readonly mean: number
  /** 90 % of the posts have at most this many readers. */
  readonly most: number
  /** Share of posts that nobody read. */
  readonly unread: number
}

export interface FeedReport {
  readonly feed: FeedKind
  /** Honest readers of each post. */
  readonly reach: Readonly<Record<'poster' | 'reader' | 'leader' | 'ring' | 'farm' | 'advertiser', Spread>>
  /** Gini over honest authors of readers a post; 0 is equal. */
  readonly giniOfReach: number
  /** … and of the attention that they receive at the end. */
  readonly giniOfAttention: number
  /** Pearson's correlation of a post's quality and its readers, among posts by posters. */
  readonly qualityCounts: number
  /** Mean readers of the posts of each, with cheating minus without. */
  readonly gained: { readonly leader: number; readonly ring: number; readonly farm: number }
  /** Honest posts that have other readers for it. */
  readonly honestPostsChanged: number
  /** Share of the first ten that were among the first ten a day before. */
  readonly stability: number
  readonly advertiser: {
    /** Mean readers of a post, with and without a budget. */
    readonly paid: number
    readonly unpaid: number
    /** AMP offered in all, to how many, and how much of it to accounts of cheats. */
    readonly offeredAmp: number
    readonly people: number
    readonly offeredToCheatsAmp: number
  }
}

export function reportOf(plan: PopulationPlan, feed: FeedKind): FeedReport {
  const course = live(plan, { feed, isCheating: true, budgetAmp: BUDGET_AMP })
  const honestCourse = live(plan, { feed, isCheating: false, budgetAmp: BUDGET_AMP })
  const unpaidCourse = live(plan, { feed, isCheating: true, budgetAmp: 0 })
  const spread = (role: Person['role']): Spread => spreadOf(readersOf(course, role))
  const gained = (role: Person['role']): number =>
    mean(readersOf(course, role)) - mean(readersOf(honestCourse, role))
  const honest = course.population.people.filter(isHonest)
  const offers = [...course.offered]
  const isCheat = new Set(
    course.population.people
      .filter(({ role }) => role === 'ring' || role === 'farm' || role === 'leader')
      .map(({ id }) => id),
  )
  const amp = (units: number): number => units / 1e6
  return {
    feed,
    reach: {
      poster: spread('poster'),
      reader: spread('reader'),
      leader: spread('leader'),
      ring: spread('ring'),
      farm: spread('farm'),
      advertiser: spread('advertiser'),
    },
    giniOfReach: gini(honest.flatMap(({ id }) => meanReach(course, id) ?? [])),
    giniOfAttention: gini(attentionOf(course, honest)),
    qualityCounts: correlation(
      course.posts
        .filter(({ role }) => role === 'poster')
        .map(({ id, quality }): [number, number] => [quality, course.readers.get(id)?.size ?? 0]),
    ),
    gained: { leader: gained('leader'), ring: gained('ring'), farm: gained('farm') },
    honestPostsChanged: changedPosts(course, honestCourse),
    stability: stabilityOf(course),
    advertiser: {
      paid: mean(readersOf(course, 'advertiser')),
      unpaid: mean(readersOf(unpaidCourse, 'advertiser')),
      offeredAmp: amp(offers.reduce((sum, [, units]) => sum + units, 0)),
      people: offers.length,
      offeredToCheatsAmp: amp(offers.reduce((sum, [id, units]) => sum + (isCheat.has(id) ? units : 0), 0)),
    },
  }
}

/** Readers of each post by people of this role. */
function readersOf({ posts, readers }: Course, role: Person['role']): number[] {
  return posts.filter((post) => post.role === role).map(({ id }) => readers.get(id)?.size ?? 0)
}

function spreadOf(counts: readonly number[]): Spread {
  const sorted = [...counts].sort((a, b) => a - b)
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))] ?? 0
  return {
    posts: sorted.length,
    median: at(0.5),
    mean: mean(sorted),
    most: at(0.9),
    unread: mean(sorted.map((count) => (count === 0 ? 1 : 0))),
  }
}

function meanReach({ posts, readers }: Course, author: string): number | null {
  const theirs = posts.filter((post) => post.author === author)
  return theirs.length === 0 ? null : mean(theirs.map(({ id }) => readers.get(id)?.size ?? 0))
}

/** Σ_b A(a, b) over everybody, of what is public. */
function attentionOf({ acts, follows, posts, now }: Course, people: readonly Person[]): number[] {
  const viewer = 'nobody'
  const feed = new AttentionFeed(viewer, withDefaults(), now, TOP)
  feed.load({ viewer, follows, posts, acts }, now)
  feed.evaluate(now)
  const received = feed.attentionReceived()
  return people.map(({ id }) => received(id))
}

function changedPosts(course: Course, other: Course): number {
  const honest = new Set(course.population.people.filter(isHonest).map(({ id }) => id))
  return course.posts.filter(({ id, author }) => {
    if (!honest.has(author)) return false
    const [here, there] = [course.readers.get(id), other.readers.get(id)]
    return (
      (here?.size ?? 0) !== (there?.size ?? 0) ||
      [...(here ?? [])].some((reader) => there?.has(reader) !== true)
    )
  }).length
}

function stabilityOf({ tops }: Course): number {
  const shares = tops.slice(1).flatMap((top, day) =>
    [...top].map(([reader, first]) => {
      const before = new Set(tops[day]?.get(reader))
      return first.length === 0 ? 0 : first.filter((id) => before.has(id)).length / first.length
    }),
  )
  return mean(shares)
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length
}

/** 0 when all have the same, towards 1 when one has everything. */
export function gini(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const sum = sorted.reduce((total, value) => total + value, 0)
  if (sum === 0) return 0
  const weighted = sorted.reduce((total, value, index) => total + (index + 1) * value, 0)
  return (2 * weighted) / (sorted.length * sum) - (sorted.length + 1) / sorted.length
}

function correlation(pairs: readonly (readonly [number, number])[]): number {
  const [meanX, meanY] = [mean(pairs.map(([x]) => x)), mean(pairs.map(([, y]) => y))]
  const product = (f: (x: number, y: number) => number): number =>
    pairs.reduce((sum, [x, y]) => sum + f(x - meanX, y - meanY), 0)
  const scale = Math.sqrt(product((x) => x * x) * product((_, y) => y * y))
  return scale === 0 ? 0 : product((x, y) => x * y) / scale
}
