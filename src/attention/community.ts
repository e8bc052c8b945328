/**
 * How a community sees people and posts: what its members see from their chairs, each heard as much as the viewer and
 * those whom the viewer attends attend that member. So who joins by the thousand is not heard for it (rule A25).
 */
import { byReo, peopleSeenBy, PEOPLE_SHOWN, POSTS_SHOWN, postsSeenBy, reoOf, seatedKernel } from './chair'
import type { AttentionFeed } from './feed'
import type { Kernel } from './kernel/kernel'
import type { Params } from './params'
import type { Chair, CommunityView } from './types'

/** Each costs a load and an evaluation of everything known (the figures are in README.md); the first carry the most. */
export const MAX_HEARD = 8
/** Of each member's Stream: what stands further down adds next to nothing to the first few of all. */
const POSTS_HEARD = 50

interface Voice {
  readonly chair: Chair
  readonly weight: number
}

/**
 * Hears one member at a step, so that the worker can do something else in between.
 * @param members without the viewer, who has a chair of their own
 */
export function* hearCommunity(
  feed: AttentionFeed,
  members: readonly Chair[],
  params: Params,
  now: number,
): Generator<undefined, CommunityView> {
  const voices = voicesOf(feed, members)
  const heard = voices.slice(0, MAX_HEARD)
  const whole = heard.reduce((sum, { weight }) => sum + weight, 0)
  const contents = feed.contents(params)
  const reo = new Map<number, number>()
  const wanted = members[0]?.about
  const asked = wanted === undefined ? undefined : feed.people.find(wanted)
  let about = 0
  const current = new Map<number, number>()
  for (const { chair, weight } of heard) {
    const kernel = seatedKernel(feed, contents, chair, params, now, POSTS_HEARD)
    if (kernel === null) continue
    const share = weight / whole
    for (const seen of peopleSeenBy(kernel)) addTo(reo, seen.person, share * seen.reo)
    about += share * reoOf(asked, kernel)
    for (const post of postsSeenBy(kernel)) addTo(current, post, share * (kernel.currents.current[post] ?? 0))
    yield
  }
  const people = [...reo].map(([person, value]) => ({ person: feed.people.nameOf(person), reo: value }))
  const posts = [...current].map(([post, value]) => ({ id: feed.posts.nameOf(post), current: value }))
  posts.sort((a, b) => b.current - a.current || (a.id < b.id ? -1 : 1))
  return {
    heard: heard.map(({ chair, weight }) => ({ person: chair.person, share: weight / whole })),
    unheard: members.length - heard.length,
    people: people.sort(byReo).slice(0, members[0]?.most ?? PEOPLE_SHOWN),
    posts: posts.slice(0, POSTS_SHOWN).map(({ id }) => id),
    about: wanted === undefined ? null : about,
  }
}

/** Members with any weight, most first. */
function voicesOf(feed: AttentionFeed, members: readonly Chair[]): Voice[] {
  return members
    .map((chair) => ({ chair, weight: weightOf(feed.people.find(chair.person), feed.kernel) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight || (a.chair.person < b.chair.person ? -1 : 1))
}

/** A(m, v) + Σ τ(c→v)·A(m, c) over the bundle of m with the viewer v: shares of attention that is finite. */
function weightOf(
  member: number | undefined,
  { synapses, standing, viewer, params, fade, people }: Kernel,
): number {
  if (member === undefined || member >= people || member === viewer) return 0
  const all = params.attentionReserve + (synapses.total[viewer] ?? 0) * fade
  const own = (synapses.engagement(member, viewer) * fade) / all
  return (all === 0 ? 0 : own) + standing.attentionByFriends(member)
}

function addTo(sums: Map<number, number>, key: number, value: number): void {
  sums.set(key, (sums.get(key) ?? 0) + value)
}
