import { expect, it } from 'vitest'
import {
  TOPIC_CHANGES_BURST,
  TOPIC_CHANGES_PER_S,
  TOPIC_EXCESS_BURST,
  TopicTurns,
} from '../../tools/topic-turns'

it('[RL6] a guest changes its topics so often only; what is more is ignored, and then it is cut off', () => {
  const turns = new TopicTurns(1_000)
  const taken = (guest: string, count: number, nowMs = 0): Set<string> =>
    new Set(Array.from({ length: count }, () => turns.take(guest, nowMs)))
  expect(taken('mallory', TOPIC_CHANGES_BURST)).toEqual(new Set(['free']))
  expect(taken('mallory', TOPIC_EXCESS_BURST)).toEqual(new Set(['ignored']))
  expect(turns.take('mallory', 0)).toBe('cut-off')
  expect(turns.take('alice', 0)).toBe('free')
  expect(taken('mallory', TOPIC_CHANGES_PER_S, 1_000)).toEqual(new Set(['free']))
  expect(turns.take('mallory', 1_000)).toBe('ignored')
})
