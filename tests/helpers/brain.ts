/** Brains as the page has them, from what somebody knows. */
import { Brain, type FollowedSince } from '../../src/attention/brain'
import { AttentionFeed } from '../../src/attention/feed'
import { growthOf } from '../../src/attention/growth'
import { withDefaults } from '../../src/attention/params'
import type { Knowledge } from '../../src/attention/types'

export function brainOf(knowledge: Knowledge, now: number, since: FollowedSince = () => null): Brain {
  const feed = new AttentionFeed(knowledge.viewer, withDefaults(), now, 10)
  feed.load(knowledge, now)
  feed.evaluate(now)
  return new Brain(growthOf(feed, [], now), since)
}
