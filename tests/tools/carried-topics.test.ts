import { describe, expect, it } from 'vitest'
import { MAX_TOPICS_PER_PEER } from '../../src/peer/config'
import {
  CarriedTopics,
  MAX_PRESENCE_TOPICS_TOLD,
  MAX_TOPICS,
  type TopicAnswer,
} from '../../tools/carried-topics'

function relay() {
  const topics = new CarriedTopics()
  return {
    topics,
    joins: (guest: string, topic: string): TopicAnswer => topics.change({ guest, topic, subscribe: true }),
    leaves: (guest: string, topic: string): TopicAnswer => topics.change({ guest, topic, subscribe: false }),
  }
}

describe('the topics that a relay carries', () => {
  it('[P4] are those of many guests first, of whom each counts once in all of its topics together', () => {
    const { joins } = relay()
    for (let count = 0; count < MAX_TOPICS; count += 1)
      expect(joins(`mallory ${Math.floor(count / MAX_TOPICS_PER_PEER)}`, `synereo/${count}`).type).toBe(
        'carried',
      )
    expect(joins('alice', 'synereo/presence')).toEqual({
      type: 'carried',
      isNew: true,
      dropped: 'synereo/0',
    })
    expect(joins('charlie', 'synereo/presence')).toEqual({ type: 'carried', isNew: false, dropped: null })
  })

  it('[P4] of a small network stay, however many made-up topics have as many made-up guests', () => {
    const { topics, joins } = relay()
    const guests = ['alice', 'bob', 'charlie']
    const own = Array.from({ length: 8 }, (_, index) => `synereo/presence ${index}`)
    for (const guest of guests) for (const topic of own) joins(guest, topic)
    for (let count = 0; count < 64; count += 1)
      for (let topic = 0; topic < MAX_TOPICS_PER_PEER; topic += 1)
        joins(
          `mallory ${count}`,
          `synereo/made up ${((count >> 3) * MAX_TOPICS_PER_PEER + topic) % MAX_TOPICS}`,
        )
    for (const topic of own)
      expect(joins('dora', topic)).toEqual({ type: 'carried', isNew: false, dropped: null })
    expect(topics.takeUp()).toEqual([])
  })

  it('[P4] are taken up again once there is room: who found none does not have to come anew', () => {
    const { topics, joins } = relay()
    for (let count = 0; count < MAX_TOPICS; count += 1) joins(`guest ${count}`, `synereo/${count}`)
    expect(joins('alice', 'synereo/presence')).toEqual({ type: 'full' })
    expect(topics.takeUp()).toEqual([])
    topics.leave('guest 7')
    expect(topics.takeUp()).toEqual([{ topic: 'synereo/presence', dropped: 'synereo/7' }])
    expect(topics.takeUp()).toEqual([])
  })

  it('[P4] are those of Synereo alone', () => {
    const { topics, joins } = relay()
    expect(joins('alice', 'something/else')).toEqual({ type: 'nothing' })
    expect(topics.isOn('alice', 'something/else')).toBe(false)
  })

  it('[RL6] change for the relay when the first guest comes, not when the last one leaves and comes back', () => {
    const { joins, leaves } = relay()
    const isNew = (answer: TopicAnswer): boolean => answer.type === 'carried' && answer.isNew
    expect(isNew(joins('alice', 'synereo/honey'))).toBe(true)
    expect(isNew(joins('bob', 'synereo/honey'))).toBe(false)
    leaves('alice', 'synereo/honey')
    leaves('bob', 'synereo/honey')
    expect(isNew(joins('alice', 'synereo/honey'))).toBe(false)
  })

  it('[RL6] concern the guests that are on them, until they leave', () => {
    const { topics, joins, leaves } = relay()
    joins('alice', 'synereo/honey')
    joins('bob', 'synereo/honey')
    expect(topics.isOn('charlie', 'synereo/honey')).toBe(false)
    leaves('alice', 'synereo/honey')
    topics.leave('bob')
    expect([topics.isOn('alice', 'synereo/honey'), topics.isOn('bob', 'synereo/honey')]).toEqual([
      false,
      false,
    ])
  })

  it('[RL6] tell each guest once of each presence topic that others are on, and of 256 at most', () => {
    const topics = new CarriedTopics()
    const presence = (shard: number) => `synereo/bees/presence/3/${shard}`
    expect(topics.isFirstTelling('alice', 'synereo/bees/tag/honey')).toBe(false)
    expect(topics.isFirstTelling('alice', presence(0))).toBe(true)
    expect(topics.isFirstTelling('alice', presence(0))).toBe(false)
    expect(topics.isFirstTelling('bob', presence(0))).toBe(true)
    for (let shard = 1; shard < MAX_PRESENCE_TOPICS_TOLD; shard += 1)
      expect(topics.isFirstTelling('alice', presence(shard))).toBe(true)
    expect(topics.isFirstTelling('alice', presence(MAX_PRESENCE_TOPICS_TOLD))).toBe(false)
    topics.leave('alice')
    expect(topics.isFirstTelling('alice', presence(0))).toBe(true)
  })

  it('[RL6] are so many of one guest and no more', () => {
    const { topics, joins } = relay()
    for (let count = 0; count < MAX_TOPICS_PER_PEER; count += 1) joins('mallory', `synereo/${count}`)
    expect(joins('mallory', 'synereo/one-more')).toEqual({ type: 'full' })
    expect(topics.isOn('mallory', 'synereo/one-more')).toBe(false)
    expect(joins('mallory', 'synereo/0').type).toBe('carried')
  })
})
