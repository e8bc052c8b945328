import { describe, expect, it } from 'vitest'
import { MAX_TOPICS_PER_PEER } from '../../src/peer/config'
import {
  MAX_TOPIC_CHARACTERS,
  TOPIC_CHANGES_BURST,
  TOPIC_CHANGES_PER_S,
  TOPIC_EXCESS_BURST,
  TopicTurns,
  type TopicTurn,
} from '../../tools/topic-turns'

const HOUR_MS = 3_600_000

describe('the turns of a guest that changes its topics', () => {
  it('[RL6] are so many only; what is more waits, and then it is cut off', () => {
    const turns = new TopicTurns(1_000)
    const taken = (guest: string, count: number, nowMs = 0): Set<TopicTurn> =>
      new Set(Array.from({ length: count }, () => turns.take({ guest, topic: 't', subscribe: true }, nowMs)))
    turns.come('mallory')
    expect(taken('mallory', TOPIC_CHANGES_BURST)).toEqual(new Set(['free']))
    expect(taken('mallory', TOPIC_EXCESS_BURST)).toEqual(new Set(['waiting']))
    expect(taken('mallory', 1)).toEqual(new Set(['cut-off']))
    expect(taken('alice', 1)).toEqual(new Set(['free']))
    expect(taken('mallory', TOPIC_CHANGES_PER_S, 1_000)).toEqual(new Set(['free']))
    expect(taken('mallory', 1, 1_000)).toEqual(new Set(['waiting']))
  })

  it.each([
    { topics: 20, everyS: 3 },
    { topics: 40, everyS: 5 },
    { topics: 70, everyS: 3 },
    { topics: MAX_TOPICS_PER_PEER, everyS: 1 },
  ])(
    '[RL16] are not used up by a line that breaks every $everyS s for an hour, with $topics topics each time',
    ({ topics, everyS }) => {
      const turns = new TopicTurns(1_000)
      const names = Array.from({ length: topics }, (_, at) => `synereo/${at}`)
      const name = (nowMs: number): TopicTurn[] => {
        turns.come('alice')
        return names.map((topic) => turns.take({ guest: 'alice', topic, subscribe: true }, nowMs))
      }
      const seen = new Set<TopicTurn>()
      let nowMs = 0
      for (; nowMs < HOUR_MS; nowMs += everyS * 1_000) {
        for (const turn of name(nowMs)) seen.add(turn)
        turns.leave('alice')
      }
      expect(seen).toEqual(new Set(['free', 'waiting']))
      // Now the line is good.
      const turnsNow = name(nowMs)
      const heard = new Set(names.filter((_, at) => turnsNow[at] === 'free'))
      for (let second = 0; second <= topics / TOPIC_CHANGES_PER_S; second += 1) {
        nowMs += 1_000
        for (const { topic } of turns.due(nowMs)) heard.add(topic)
      }
      expect(heard.size).toBe(topics)
    },
  )

  it('[RL16] are not without end for one that names topics again and again over one connection', () => {
    const turns = new TopicTurns(1_000)
    turns.come('mallory')
    let changes = 0
    while (turns.take({ guest: 'mallory', topic: `${changes}`, subscribe: true }, 0) !== 'cut-off')
      changes += 1
    expect(changes).toBe(TOPIC_CHANGES_BURST + TOPIC_EXCESS_BURST)
    turns.come('mallory')
    changes = 0
    while (turns.take({ guest: 'mallory', topic: `${changes}`, subscribe: true }, 0) !== 'cut-off')
      changes += 1
    expect(changes).toBe(MAX_TOPICS_PER_PEER)
  })

  it('[RL16] wait with the last change of each topic, none with a name longer than a page has', () => {
    const turns = new TopicTurns(1_000)
    const take = (topic: string, subscribe = true): TopicTurn =>
      turns.take({ guest: 'alice', topic, subscribe }, 0)
    for (let count = 0; count < TOPIC_CHANGES_BURST; count += 1) take('honey')
    take('honey')
    take('bees')
    take('honey', false)
    take('x'.repeat(MAX_TOPIC_CHARACTERS + 1))
    const due = turns.due(HOUR_MS).map(({ topic, subscribe }) => ({ topic, subscribe }))
    expect(due).toEqual([
      { topic: 'bees', subscribe: true },
      { topic: 'honey', subscribe: false },
    ])
    expect(turns.due(HOUR_MS)).toEqual([])
  })

  it('[RL16] wait of as many topics as a page may have, while the guest is there', () => {
    const turns = new TopicTurns(1_000)
    for (let count = 0; count < TOPIC_CHANGES_BURST + TOPIC_EXCESS_BURST; count += 1)
      for (const guest of ['alice', 'bob']) turns.take({ guest, topic: `${count}`, subscribe: true }, 0)
    turns.leave('bob')
    expect(turns.due(HOUR_MS).map(({ guest }) => guest)).toEqual(
      Array<string>(MAX_TOPICS_PER_PEER).fill('alice'),
    )
  })
})
