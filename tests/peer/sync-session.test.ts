import { describe, expect, it } from 'vitest'
import type { DeviceId, PersonId } from '../../src/identity/types'
import { MAX_ASKS_PER_LINK, SYNC_WINDOW_BATCHES } from '../../src/peer/config'
import { SyncSession } from '../../src/peer/sync-session'
import type { LogHead, LogId } from '../../src/records/store'
import type { RecordCid } from '../../src/records/types'

const laptop = 'laptop' as DeviceId

function log(person: string): LogId {
  return { person: person as PersonId, device: laptop }
}

function head(person: string, seq: number): LogHead {
  return { ...log(person), seq, cid: `${person}${seq}` as RecordCid, time: 0 }
}

function wants(...people: readonly (readonly [string, number])[]) {
  return people.map(([person, next]) => ({ person: person as PersonId, next: new Map([[laptop, next]]) }))
}

describe('a sync session', () => {
  it('[SY2] offers what the other side lacks of the people it wants, and nothing else', () => {
    const session = new SyncSession()
    const heads = [head('alice', 5), head('bob', 9), head('charlie', 1)]
    expect(session.wants(wants(['charlie', 2], ['alice', 3]), heads)).toEqual([{ ...log('alice'), next: 6 }])
    expect(session.isWanted('bob' as PersonId)).toBe(false)
    expect(session.isNews(head('bob', 10))).toBe(false)
    expect(session.isNews(head('charlie', 2))).toBe(true)
  })

  it('[SY2] sends what was asked for, and nothing after it was stopped', () => {
    const session = new SyncSession()
    expect(session.nextBatch()).toBeNull()
    session.get(7, log('alice'), 3)
    const due = session.nextBatch()
    expect(due).toEqual({ ask: 7, log: log('alice'), fromSeq: 3 })
    session.stop(7)
    // The batch had been read meanwhile.
    if (due !== null) session.sent(due, 6)
    expect(session.nextBatch()).toBeNull()
  })

  it('[SY3] two backlogs take turns', () => {
    const session = new SyncSession()
    session.get(1, log('alice'), 0)
    session.get(2, log('bob'), 0)
    const order: string[] = []
    for (let turn = 0; turn < 4; turn += 1) {
      const due = session.nextBatch()
      if (due === null) break
      order.push(due.log.person)
      session.acknowledged(session.sent(due, due.fromSeq + 64))
    }
    expect(order).toEqual(['alice', 'bob', 'alice', 'bob'])
  })

  it('[SY4] waits for acknowledgement when the window is full', () => {
    const session = new SyncSession()
    session.get(1, log('alice'), 0)
    const ids: number[] = []
    for (let due = session.nextBatch(); due !== null; due = session.nextBatch())
      ids.push(session.sent(due, due.fromSeq + 64))
    expect(ids).toHaveLength(SYNC_WINDOW_BATCHES)
    session.acknowledged(ids[0] ?? 0)
    expect(session.nextBatch()?.fromSeq).toBe(64 * SYNC_WINDOW_BATCHES)
  })

  it('[SY4] an acknowledgement of nothing is ignored', () => {
    expect(new SyncSession().acknowledged(7)).toBeNull()
  })

  it('[SY5] what the other side has, by whatever way, is no news to it', () => {
    const session = new SyncSession()
    session.wants(wants(['alice', 0]), [head('alice', 9)])
    session.has([{ ...log('alice'), next: 10 }], () => head('alice', 9))
    expect(session.isNews(head('alice', 9))).toBe(false)
    session.get(1, log('alice'), 10)
    const due = session.nextBatch()
    if (due !== null) session.acknowledged(session.sent(due, 12))
    expect(session.isNews(head('alice', 11))).toBe(false)
    expect(session.isNews(head('alice', 12))).toBe(true)
  })

  it('[SY8] is asked for a few logs at a time, whatever the other side says', () => {
    const session = new SyncSession()
    const taken = Array.from({ length: 100 }, (_, ask) => session.get(ask, log(`person ${ask}`), 0))
    expect(taken.filter((isTaken) => isTaken)).toHaveLength(MAX_ASKS_PER_LINK)
  })

  it('[SY8] remembers nothing of logs that nobody here holds, however many are named', () => {
    const session = new SyncSession()
    const invented = Array.from({ length: 1_000 }, (_, index) => ({ ...log(`nobody${index}`), next: 70 }))
    session.has(invented, () => undefined)
    expect(session.wants(wants(['nobody1', 0]), [head('nobody1', 9)])).toHaveLength(1)
  })
})
