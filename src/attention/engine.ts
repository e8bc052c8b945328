/**
 * What the worker runs: holds one viewer's knowledge, takes changes, evaluates and explains. Evaluations come from the
 * kernel, which is brought up to date by what has changed; an explanation is asked for seldom and by one post, and is
 * worked out by the plain model from everything known, so it also shows that the two agree. "Without this record" is
 * asked of the kernel, which takes it out, ranks, and puts it back.
 */
import { counterfactualOf, type Place } from './counterfactual'
import { Model } from './evaluate'
import { explain, type Stand } from './explain'
import { AttentionFeed } from './feed'
import { withDefaults, type Params } from './params'
import type {
  Act,
  AttentionApi,
  Counterfactual,
  Evaluation,
  Explanation,
  Follow,
  Knowledge,
  KnowledgeChange,
  ModelPost,
  Removal,
} from './types'

/** Posts of the Stream that are ranked: more than anybody scrolls through before it has changed. */
const RANKED = 1_000

interface Counted {
  readonly act: Act
  readonly times: number
}

export class AttentionEngine implements AttentionApi {
  readonly #params: Params
  #rest: Pick<Knowledge, 'viewer' | 'amplifications' | 'dials' | 'tags'> = { viewer: '' }
  #follows = new Map<string, Follow>()
  #posts = new Map<string, ModelPost>()
  #acts = new Map<string, Counted>()
  /** Null before the first evaluation, which tells what time it is. */
  #feed: AttentionFeed | null = null

  constructor(params: Params = withDefaults()) {
    this.#params = params
  }

  load({ follows, posts, acts, ...rest }: Knowledge): void {
    this.#rest = rest
    this.#follows = new Map(follows.map((follow) => [followKey(follow), follow]))
    this.#posts = new Map(posts.map((post) => [post.id, post]))
    this.#acts = new Map()
    for (const act of acts) this.#count(act, 1)
    this.#feed = null
  }

  /** Acts are a multiset: of two that are alike each is added, and taken out, on its own. */
  change(change: KnowledgeChange): void {
    const { follows, posts, acts, dials, tags } = change
    for (const follow of follows?.removed ?? []) this.#follows.delete(followKey(follow))
    for (const follow of follows?.added ?? []) this.#follows.set(followKey(follow), follow)
    for (const id of posts?.removed ?? []) this.#posts.delete(id)
    for (const post of posts?.added ?? []) this.#posts.set(post.id, post)
    for (const act of acts?.removed ?? []) this.#count(act, -1)
    for (const act of acts?.added ?? []) this.#count(act, 1)
    this.#rest = { ...this.#rest, ...(dials && { dials }), ...(tags && { tags }) }
    this.#feed?.change(change)
  }

  evaluate(now: number): Evaluation {
    return this.#evaluated(now).evaluation(this.#posts.keys())
  }

  explain(post: string, now: number): Explanation | null {
    const known = this.#posts.get(post)
    if (known === undefined) return null
    const feed = this.#evaluated(now)
    return explain(new Model(this.#knowledge(), now, this.#params), known, standOf(feed, post))
  }

  counterfactual(why: Explanation, now: number): Counterfactual | null {
    const feed = this.#evaluated(now)
    const placed = (): Place => ({
      rank: standOf(feed, why.post).rank,
      current: feed.numbers(why.post)?.current ?? 0,
    })
    return counterfactualOf(why, placed(), (removal) => {
      feed.change(changeOf(removal, 'removed'))
      feed.evaluate(now)
      const place = placed()
      feed.change(changeOf(removal, 'added'))
      feed.evaluate(now)
      return place
    })
  }

  #evaluated(now: number): AttentionFeed {
    const feed = this.#feed ?? this.#start(now)
    feed.evaluate(now)
    return feed
  }

  #start(now: number): AttentionFeed {
    const feed = new AttentionFeed(this.#rest.viewer, this.#params, now, RANKED)
    feed.load(this.#knowledge(), now)
    this.#feed = feed
    return feed
  }

  #count(act: Act, by: 1 | -1): void {
    const key = actKey(act)
    const times = (this.#acts.get(key)?.times ?? 0) + by
    if (times > 0) this.#acts.set(key, { act, times })
    else this.#acts.delete(key)
  }

  #knowledge(): Knowledge {
    return {
      ...this.#rest,
      follows: [...this.#follows.values()],
      posts: [...this.#posts.values()],
      acts: [...this.#acts.values()].flatMap(({ act, times }) => Array.from({ length: times }, () => act)),
    }
  }
}

function standOf(feed: AttentionFeed, post: string): Stand {
  const stream = feed.stream()
  const index = stream.indexOf(post)
  return { rank: index === -1 ? null : index + 1, ranked: stream.length }
}

function changeOf(removal: Removal, side: 'added' | 'removed'): KnowledgeChange {
  return 'act' in removal ? { acts: { [side]: [removal.act] } } : { follows: { [side]: [removal.follow] } }
}

function followKey({ from, to }: Follow): string {
  return JSON.stringify([from, to])
}

function actKey({ by, post, kind, at, quiet }: Act): string {
  return JSON.stringify([by, post, kind, at, quiet === true])
}
