/**
 * Days in the life of a population: people write in the morning and read in the evening from the top of a feed of their
 * own, everybody by what was known that evening. Everybody holds all records. The Stream is the app's own model, one
 * kernel for each reader, mixed by the app's own rules; two feeds that other networks have stand beside it, under the same
 * behaviours.
 */
import { Model } from '../attention/evaluate'
import { AttentionFeed } from '../attention/feed'
import { offerOf } from '../attention/offer'
import { withDefaults } from '../attention/params'
import type { Act, Amplification, Follow, ModelPost } from '../attention/types'
import type { PersonId } from '../identity/types'
import type { RecordCid } from '../records/types'
import { candidatesOf, sponsoredFor, type KnownPost } from '../stream/candidates'
import { open } from '../stream/page'
import { ranked as inOrder } from '../stream/rank'
import {
  chance,
  isHonest,
  populationOf,
  type Person,
  type Population,
  type PopulationPlan,
} from './population'
import { NOW_MS } from './society'

/**
 * `stream`: as the app shows it. `current`: as the model ranks, before the Stream is mixed. `followed`: what one follows,
 * newest first. `liked`: what most accounts liked in the last days.
 */
export type FeedKind = 'stream' | 'current' | 'followed' | 'liked'

export interface Conduct {
  readonly feed: FeedKind
  /** Whether ring and farm do anything. */
  readonly isCheating: boolean
  /** AMP a day that the advertiser spends. */
  readonly budgetAmp: number
}

export interface Post extends ModelPost {
  readonly role: Person['role']
  readonly quality: number
  readonly topic: number
  readonly day: number
}

export interface Course {
  readonly population: Population
  readonly posts: readonly Post[]
  /** Honest people who read a post. */
  readonly readers: ReadonlyMap<string, ReadonlySet<string>>
  readonly acts: readonly Act[]
  readonly follows: readonly Follow[]
  /** The first of each honest person's feed, by day and person. */
  readonly tops: readonly ReadonlyMap<string, readonly string[]>[]
  /** Base units by who was offered them, over all days. */
  readonly offered: ReadonlyMap<string, number>
  readonly now: number
}

export const TOP = 10
const DAY_MS = 86_400_000
const EVENING_MS = 20 * 3_600_000
/** Posts a person reads in an evening. */
const READ = 12
const LIKED_DAYS = 3
const UNITS_PER_AMP = 1_000_000
/** Likes of somebody's posts after which one follows them. */
const LIKES_TO_FOLLOW = 2
const PARAMS = withDefaults()

export function live(plan: PopulationPlan, conduct: Conduct): Course {
  const population = populationOf(plan)
  const honest = population.people.filter(isHonest)
  const start = NOW_MS - plan.days * DAY_MS
  const posts: Post[] = []
  const acts: Act[] = []
  const follows = [...population.follows]
  const amplifications: Amplification[] = []
  const readers = new Map<string, Set<string>>()
  const tops: Map<string, readonly string[]>[] = []
  const offered = new Map<string, number>()
  const likes = new Map<string, number>()
  const seen = new Map(honest.map(({ id }) => [id, new Set<string>()]))
  const isModelled = conduct.feed === 'stream' || conduct.feed === 'current'
  const feeds = isModelled ? new Map(honest.map(({ id }) => [id, feedOf(id, population, start)])) : null
  for (let day = 0; day < plan.days; day += 1) {
    const morning = start + day * DAY_MS
    const evening = morning + EVENING_MS
    const written = population.people.flatMap((person, index) =>
      postsOf(person, index, day, morning, plan.seed),
    )
    const bought = written.filter(({ role }) => role === 'advertiser' && conduct.budgetAmp > 0)
    const lifts = bought.map((post) => liftOf(post, conduct.budgetAmp, follows, posts, acts, offered))
    posts.push(...written)
    amplifications.push(...lifts)
    for (const feed of feeds?.values() ?? [])
      feed.change({ posts: { added: written }, amplifications: { added: lifts } })
    if (conduct.isCheating) {
      const lifted = cheats(population.people, written, evening - 1)
      acts.push(...lifted)
      for (const feed of feeds?.values() ?? []) feed.change({ acts: { added: lifted } })
    }
    const byId = new Map(posts.map((post) => [post.id, post]))
    const liked = conduct.feed === 'liked' ? mostLiked(posts, acts, day) : []
    const top = new Map<string, readonly string[]>()
    const done: Act[] = []
    const begun: Follow[] = []
    for (const [index, reader] of honest.entries()) {
      const feed = feeds?.get(reader.id)
      feed?.evaluate(evening)
      const own = seen.get(reader.id) ?? new Set<string>()
      const ranked =
        feed === undefined
          ? conduct.feed === 'liked'
            ? liked
            : timeline(reader.id, follows, posts, day)
          : conduct.feed === 'stream'
            ? mixed(feed.stream(), reader.id, byId, follows, own, amplifications, evening)
            : feed.stream()
      top.set(reader.id, ranked.slice(0, TOP))
      const random = chance(plan.seed, 6, index, day)
      const fresh = ranked.filter((id) => !own.has(id) && byId.get(id)?.author !== reader.id)
      for (const id of fresh.slice(0, READ)) {
        const post = byId.get(id)
        if (post === undefined) continue
        own.add(id)
        readers.set(id, (readers.get(id) ?? new Set()).add(reader.id))
        feed?.change({ acts: { added: [{ by: reader.id, post: id, kind: 'view', at: evening }] } })
        const act = reaction(reader, post, evening, random)
        if (act === null) continue
        done.push(act)
        const key = `${reader.id} ${post.author}`
        likes.set(key, (likes.get(key) ?? 0) + 1)
        if (likes.get(key) === LIKES_TO_FOLLOW) begun.push({ from: reader.id, to: post.author })
      }
    }
    const known = new Set(follows.map(({ from, to }) => `${from} ${to}`))
    const added = begun.filter(({ from, to }) => !known.has(`${from} ${to}`))
    acts.push(...done)
    follows.push(...added)
    for (const feed of feeds?.values() ?? []) feed.change({ acts: { added: done }, follows: { added } })
    tops.push(top)
  }
  return { population, posts, readers, acts, follows, tops, offered, now: NOW_MS }
}

function feedOf(viewer: string, { follows }: Population, now: number): AttentionFeed {
  const feed = new AttentionFeed(viewer, PARAMS, now, READ * 20)
  feed.load({ viewer, follows, posts: [], acts: [] }, now)
  return feed
}

const WRITES: Readonly<Record<Person['role'], number>> = {
  reader: 0.15,
  poster: 1,
  quiet: 0.03,
  leader: 1,
  ring: 0.3,
  farm: 0.3,
  advertiser: 1,
}

function postsOf(person: Person, index: number, day: number, morning: number, seed: number): Post[] {
  const random = chance(seed, 7, index, day)
  if (random() >= WRITES[person.role]) return []
  const at = morning + Math.floor(random() * EVENING_MS * 0.9)
  const { id: author, role, topic } = person
  // What is made for lifting only is not good.
  const quality = role === 'ring' || role === 'farm' ? 0.1 : random()
  return [{ id: `${author}, day ${day}`, author, role, at, quality, topic, day }]
}

/** A like, a comment, a share, or nothing. */
function reaction(
  reader: Person,
  { id, quality, topic }: Post,
  at: number,
  random: () => number,
): Act | null {
  const zeal = reader.role === 'quiet' ? 0.02 : 0.3
  const pleases = zeal * quality * (topic === reader.topic ? 1.5 : 0.6)
  const luck = random()
  const which = random()
  if (luck >= pleases) return null
  const kind = which < 0.7 ? 'like' : which < 0.9 ? 'comment' : 'share'
  return { by: reader.id, post: id, kind, at }
}

/** Every member lifts whatever their own wrote today, with everything that counts. */
function cheats(people: readonly Person[], written: readonly Post[], at: number): Act[] {
  const gang = (roles: readonly Person['role'][]): Act[] => {
    const members = people.filter(({ role }) => roles.includes(role))
    const theirs = written.filter(({ role }) => roles.includes(role))
    return members
      .filter(({ role }) => role !== 'leader')
      .flatMap(({ id: by }) =>
        theirs
          .filter(({ author }) => author !== by)
          .flatMap(({ id: post }) =>
            (['like', 'comment', 'share'] as const).map((kind) => ({ by, post, kind, at })),
          ),
      )
  }
  return [...gang(['leader', 'ring']), ...gang(['farm'])]
}

/** The budget, offered by Reo as seen from the advertiser's chair. */
function liftOf(
  { id: post, author: by, at }: Post,
  budgetAmp: number,
  follows: readonly Follow[],
  posts: readonly ModelPost[],
  acts: readonly Act[],
  offered: Map<string, number>,
): Amplification {
  const { synapses } = new Model({ viewer: by, follows, posts, acts }, at, PARAMS)
  const offers = offerOf(synapses, by, budgetAmp * UNITS_PER_AMP, PARAMS)
  for (const [person, units] of offers) offered.set(person, (offered.get(person) ?? 0) + units)
  return { post, by, amount: budgetAmp, at, addressed: offers.map(([person]) => person) }
}

function timeline(reader: string, follows: readonly Follow[], posts: readonly Post[], day: number): string[] {
  const followed = new Set(follows.filter(({ from }) => from === reader).map(({ to }) => to))
  return posts
    .filter((post) => followed.has(post.author) && post.day > day - LIKED_DAYS)
    .sort((a, b) => b.at - a.at)
    .map(({ id }) => id)
}

/** Engagement of every account counts, as it does where nobody asks whose it is. */
function mostLiked(posts: readonly Post[], acts: readonly Act[], day: number): string[] {
  const count = new Map<string, number>()
  for (const { post } of acts) count.set(post, (count.get(post) ?? 0) + 1)
  return posts
    .filter((post) => post.day > day - LIKED_DAYS)
    .sort((a, b) => (count.get(b.id) ?? 0) - (count.get(a.id) ?? 0) || b.at - a.at)
    .map(({ id }) => id)
}

/** The first of the Stream as the app would show it to somebody who comes in the evening. */
function mixed(
  ranked: readonly string[],
  viewer: string,
  posts: ReadonlyMap<string, Post>,
  follows: readonly Follow[],
  seen: ReadonlySet<string>,
  amplifications: readonly Amplification[],
  now: number,
): string[] {
  const followed = new Set(follows.filter(({ from }) => from === viewer).map(({ to }) => to))
  const sponsored = sponsoredFor(viewer, amplifications)
  const known = (post: Post | undefined): KnownPost | null =>
    post === undefined ? null : { id: post.id as RecordCid, author: post.author as PersonId, at: post.at }
  const candidates = candidatesOf({
    viewer: viewer as PersonId,
    visitAt: now,
    now,
    ranked: ranked as readonly RecordCid[],
    newest: [...posts.values()].sort((a, b) => b.at - a.at).flatMap((post) => known(post) ?? []),
    post: (id) => known(posts.get(id)),
    follows: (author) => followed.has(author),
    seenAt: (id) => (seen.has(id) ? now - 1 : null),
    isHidden: () => false,
    isSponsored: (id) => sponsored.has(id),
  })
  return open(inOrder(candidates), now, ranked.length + READ).shown.map(({ post }) => post.id)
}
