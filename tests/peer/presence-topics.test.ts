import type { GossipSub, SubscriptionChangeData } from '@libp2p/gossipsub'
import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../src/identity/types'
import { presenceLevel, presenceTopic } from '../../src/peer/config'
import { levelsToHear, pagesAt, shardsAt } from '../../src/peer/presence-shards'
import { BELIEVED_AFTER_MS, PresenceTopics } from '../../src/peer/presence-topics'
import { testNetwork } from '../helpers/author'
import { testPerson } from '../helpers/test-person'

const LOOK_MS = 20_000
const alice = await testPerson('alice')
/** On each topic, whatever is listened to. */
const crowd = (): number => 5_000

const topicOf = (level: number): string => presenceTopic(testNetwork, level)
const levelOf = (topic: string): number => presenceLevel(testNetwork, topic) ?? -1

/** Alice's page, with neighbours that listen at these levels; whose name begins with "relay" is one. */
function page(neighbours: Readonly<Record<string, readonly number[]>>) {
  const heardOn = new Set<string>()
  const pubsub = {
    topicValidators: new Map(),
    getPeers: () => Object.keys(neighbours),
    subscribe: (topic: string) => heardOn.add(topic),
    unsubscribe: (topic: string) => heardOn.delete(topic),
  } as unknown as GossipSub
  const topics = new PresenceTopics({
    pubsub,
    network: testNetwork,
    own: () => alice.id,
    wanted: (): PersonId[] => [],
    judge: () => {
      throw new Error('nothing is said here')
    },
    isRelay: (peerId) => peerId.startsWith('relay'),
  })
  const listens = (peerId: string, before: readonly string[], now: readonly string[]): void => {
    const subscriptions = [
      ...before.map((topic) => ({ topic, subscribe: false })),
      ...now.map((topic) => ({ topic, subscribe: true })),
    ]
    topics.note({ peerId, subscriptions } as unknown as SubscriptionChangeData)
  }
  for (const [name, levels] of Object.entries(neighbours)) listens(name, [], levels.map(topicOf))
  const speaksAt = (): number => levelOf(topics.speaks()[0] ?? '')
  let nowMs = 0
  let ofBob = (neighbours['bob'] ?? []).map(topicOf)
  return {
    speaksAt,
    /** So long so many pages are heard on each topic of a level; gives the level at which she speaks then. */
    hears: (pagesOn: (level: number) => number, ms: number): number => {
      for (const end = nowMs + ms; nowMs <= end; nowMs += LOOK_MS)
        topics.look(new Map([...heardOn].map((topic) => [topic, pagesOn(levelOf(topic))])), nowMs)
      return speaksAt()
    },
    /** Bob reckons as she does. */
    isJoinedByBob: () => {
      listens('bob', ofBob, [...heardOn])
      ofBob = [...heardOn]
    },
  }
}

describe('a page among neighbours', () => {
  it('[P22] takes the network for no larger than most of them do, whoever makes up a crowd', () => {
    const { hears } = page({ bob: [0, 1], charlie: [0, 1], mallory: [6, 7, 8] })
    expect(hears(crowd, BELIEVED_AFTER_MS / 2)).toBe(0)
  })

  it('[P22] that a crowd deceives for long speaks only where most of them listen', () => {
    const { hears } = page({ bob: [2, 3, 4], charlie: [2, 3, 4], mallory: [6, 7, 8] })
    for (let count = 0; count < 20; count += 1) {
      const level = hears(crowd, BELIEVED_AFTER_MS)
      expect(level).toBeGreaterThanOrEqual(3)
      expect(level).toBeLessThanOrEqual(4)
    }
  })

  it('[P22] that hears a network grow goes along with it, a level in a while', () => {
    const { hears, speaksAt, isJoinedByBob } = page({ bob: [0, 1] })
    const pages = 1.4 * pagesAt(3)
    const reached: number[] = []
    for (let count = 0; count < 8; count += 1) {
      // All of them speak at one level, where she does.
      hears((level) => (level === speaksAt() ? pages / shardsAt(level) : 0), BELIEVED_AFTER_MS)
      isJoinedByBob()
      reached.push(speaksAt())
    }
    expect(reached).toEqual(reached.toSorted())
    expect(reached[0]).toBe(0)
    expect(reached.at(-1)).toBe(3)
  })

  it('[P22] that is new goes to their level at once', () => {
    const levels = levelsToHear(pagesAt(4))
    const { hears } = page({ bob: levels, charlie: levels, mallory: [0] })
    expect(hears(() => 48, 10 * LOOK_MS)).toBe(4)
  })

  it('[P22] hears of relays only when there is nobody else: they listen to what any guest does', () => {
    const crowded = { 'relay one': [5, 6, 7, 8], 'relay two': [5, 6, 7, 8] }
    expect(page({ ...crowded, bob: [0, 1] }).hears(crowd, BELIEVED_AFTER_MS / 2)).toBe(0)
    expect(page(crowded).hears(crowd, BELIEVED_AFTER_MS / 2)).toBeGreaterThan(4)
  })
})
