/**
 * What the worker runs: holds one viewer's knowledge, takes changes, evaluates and explains. Evaluations come from the
 * kernel, which is brought up to date by what has changed; an explanation is asked for seldom and by one post, and is
 * worked out by the plain model from an excerpt of what is known, so it also shows that the two agree. "Without this
 * record" is asked of the kernel, which takes it out, ranks, and puts it back.
 */
import { ok, type Result } from '../lib/result'
import { bondOf } from './bond'
import { viewFromChair } from './chair'
import { hearCommunity } from './community'
import type { Growth } from './brain'
import { counterfactualOf, type Place } from './counterfactual'
import { Model } from './evaluate'
import { excerptAround } from './excerpt'
import { explain, type Stand } from './explain'
import { AttentionFeed } from './feed'
import { journeyOf } from './journey'
import { withDefaults, type Params } from './params'
import { neighbourhoodOf } from './neighbourhood'
import type { Report, Wanted } from './reading'
import { Reporter } from './reporter'
import { readSnapshot, writeSnapshot, type SnapshotContents, type SnapshotFault } from './snapshot'
import { suggestionsOf } from './suggestions'
import type {
  AttentionApi,
  Bond,
  Chair,
  ChairView,
  CommunityView,
  Counterfactual,
  Explanation,
  FollowTimes,
  Journey,
  KnowledgeChange,
  KnowledgePart,
  Lobe,
  Removal,
  Settings,
  Suggestion,
} from './types'

/** Posts of the Stream that are ranked: more than anybody scrolls through before it has changed. */
const RANKED = 1_000

export class AttentionEngine implements AttentionApi {
  readonly #usual: Params
  readonly #reporter = new Reporter()
  #settings: Settings = { viewer: '' }
  #feed: AttentionFeed
  /** The first evaluation starts the feed, since it tells what time it is. */
  #isStarted = false
  /** What changes before that. */
  #early: KnowledgeChange[] = []

  /** @param usual what counts when the settings say nothing else */
  constructor(usual: Params = withDefaults()) {
    this.#usual = usual
    this.#feed = this.#newFeed()
  }

  begin(settings: Settings): void {
    this.#settings = settings
    this.#early = []
    this.#isStarted = false
    this.#feed = this.#newFeed()
  }

  restore(snapshot: ArrayBuffer): Result<void, SnapshotFault> {
    if (this.#isStarted) throw new Error('the feed has started: what is kept comes before')
    const kept = readSnapshot(snapshot)
    if (!kept.ok) return kept
    this.#feed = this.#newFeed(kept.value)
    return ok(undefined)
  }

  snapshot(): ArrayBuffer | null {
    return this.#isStarted ? writeSnapshot(this.#feed.contents(this.#usual)) : null
  }

  fill(part: KnowledgePart): void {
    if (this.#isStarted) throw new Error('the feed has started: what comes now is a change')
    this.#feed.gather(part)
  }

  /** Acts are a multiset: of two that are alike each is added, and taken out, on its own. */
  change(change: KnowledgeChange): void {
    if (this.#isStarted) this.#feed.change(change)
    else this.#early.push(change)
  }

  evaluate(now: number, wanted: Wanted): Report {
    return this.#reporter.report(this.#evaluated(now), wanted)
  }

  explain(post: string, now: number): Explanation | null {
    const feed = this.#evaluated(now)
    const excerpt = excerptAround(feed, post)
    if (excerpt === null) return null
    return explain(new Model(excerpt.knowledge, now, feed.kernel.params), excerpt.post, standOf(feed, post))
  }

  journey(post: string, now: number): Journey | null {
    const feed = this.#evaluated(now)
    const excerpt = excerptAround(feed, post)
    return excerpt === null ? null : journeyOf(excerpt.knowledge, excerpt.post, now, feed.kernel.params)
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

  chair(chair: Chair, now: number): ChairView | null {
    return viewFromChair(this.#evaluated(now), chair, this.#usual, now)
  }

  community(members: readonly Chair[], now: number): Generator<undefined, CommunityView> {
    return hearCommunity(this.#evaluated(now), members, this.#usual, now)
  }

  bond(person: string, since: FollowTimes, now: number): Bond | null {
    return bondOf(this.#evaluated(now), person, since, now)
  }

  suggestions(passed: readonly string[], now: number): Suggestion[] {
    return suggestionsOf(this.#evaluated(now), new Set(passed))
  }

  async lobes(former: readonly Lobe[], now: number): Promise<Lobe[]> {
    const neighbourhood = neighbourhoodOf(this.#evaluated(now))
    // The graph library is fetched when somebody asks.
    const { lobesOf } = await import('./lobes')
    return lobesOf(neighbourhood, former)
  }

  async growth(former: readonly Lobe[], now: number): Promise<Growth> {
    const { growthOf } = await import('./growth')
    return growthOf(this.#evaluated(now), former, now)
  }

  #evaluated(now: number): AttentionFeed {
    if (!this.#isStarted) {
      this.#isStarted = true
      this.#feed.start(this.#settings, now)
      for (const change of this.#early) this.#feed.change(change)
      this.#early = []
    }
    this.#feed.evaluate(now)
    return this.#feed
  }

  #newFeed(kept: SnapshotContents | null = null): AttentionFeed {
    const { viewer, params = this.#usual } = this.#settings
    return new AttentionFeed(viewer, params, 0, RANKED, {}, kept)
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
