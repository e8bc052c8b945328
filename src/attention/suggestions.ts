/**
 * People whom the viewer does not follow, but who have standing among those whom the viewer attends: Reo is above 0 only
 * where a friend of the viewer attends them, so nobody gets on this list by own will (MODEL.md 5; rule A26).
 */
import type { AttentionFeed } from './feed'
import { FOLLOWED, thresholdAt } from './kernel/synapse-table'
import type { Suggestion } from './types'

/** Nobody reads on after so many. */
export const SUGGESTED = 10
/** Friends named as the reason. */
const REASONS = 3

/**
 * Best first: by Reo, then by T, then by id.
 * @param passed whom the viewer does not want to be shown
 */
export function suggestionsOf(feed: AttentionFeed, passed: ReadonlySet<string>): Suggestion[] {
  const { standing, taste, reach } = feed.kernel
  const followed = followedOf(feed)
  const { transmission } = reach
  return [...new Set(standing.touched)]
    .filter((person) => standing.reo(person) > 0 && taste.muted[person] === 0 && !followed.has(person))
    .map((person) => ({
      number: person,
      person: feed.people.nameOf(person),
      reo: standing.reo(person),
      transmission: transmission[person] ?? 0,
    }))
    .filter(({ person }) => !passed.has(person))
    .sort((a, b) => b.reo - a.reo || b.transmission - a.transmission || (a.person < b.person ? -1 : 1))
    .slice(0, SUGGESTED)
    .map(({ number, person, reo }) => ({ person, reo, ...reasonsFor(feed, number) }))
}

/** The viewer and everybody they follow. */
function followedOf({ kernel: { viewer, synapses } }: AttentionFeed): ReadonlySet<number> {
  const { engaged, plain } = synapses
  const followed = new Set([viewer])
  for (const item of engaged.itemsOf(viewer)) if ((item & FOLLOWED) !== 0) followed.add(item >> 1)
  for (const person of plain.itemsOf(viewer)) followed.add(person)
  return followed
}

/** The friends through whom most of the standing comes, and how many more there are. */
function reasonsFor(feed: AttentionFeed, person: number): Pick<Suggestion, 'friends' | 'more'> {
  const { kernel, people } = feed
  const { standing, synapses, fade, params, viewer } = kernel
  const threshold = thresholdAt(params, fade)
  const friends = standing
    .friends(synapses, fade)
    .filter((friend) => friend !== person && synapses.has(person, friend, threshold))
    .map((friend) => {
      const spent = params.attentionReserve + (synapses.total[friend] ?? 0) * fade
      const engagement = synapses.engagement(person, friend) * fade
      return {
        person: people.nameOf(friend),
        share: engagement === 0 ? 0 : engagement / spent,
        transmission: standing.transmission(friend, viewer, synapses, fade),
      }
    })
    .filter(({ share }) => share > 0)
    .sort((a, b) => b.transmission * b.share - a.transmission * a.share || (a.person < b.person ? -1 : 1))
  return { friends: friends.slice(0, REASONS), more: Math.max(0, friends.length - REASONS) }
}
