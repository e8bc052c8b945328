import { describe, expect, it } from 'vitest'
import type { DeviceId, PersonId } from '../../src/identity/types'
import { SYNC_WINDOW_BATCHES } from '../../src/peer/config'
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
  it('[SY2] sends what the other side lacks of the people it wants, and nothing else', () => {
    const session = new SyncSession()
    session.wants(wants(['alice', 3]), [head('alice', 5), head('bob', 9)])
    expect(session.nextBatch()).toEqual({ log: log('alice'), fromSeq: 3 })
    session.sent(log('alice'), 6, head('alice', 5))
    expect(session.nextBatch()).toBeNull()
  })

  it('[SY2] sends nothing to a side that wants nothing', () => {
    const session = new SyncSession()
    session.grew(head('alice', 1))
    expect(session.nextBatch()).toBeNull()
  })

  it('[SY3] a fresh entry overtakes a backlog', () => {
    const session = new SyncSession()
    session.wants(wants(['alice', 0], ['bob', 4]), [head('alice', 10_000), head('bob', 3)])
    session.grew(head('bob', 4))
    expect(session.nextBatch()?.log.person).toBe('bob')
  })

  it('[SY3] two backlogs take turns', () => {
    const session = new SyncSession()
    session.wants(wants(['alice', 0], ['bob', 0]), [head('alice', 500), head('bob', 500)])
    const order: string[] = []
    for (let turn = 0; turn < 4; turn += 1) {
      const due = session.nextBatch()
      if (due === null) break
      order.push(due.log.person)
      const id = session.sent(due.log, due.fromSeq + 64, head(due.log.person, 500))
      session.acknowledged(id)
    }
    expect(order).toEqual(['alice', 'bob', 'alice', 'bob'])
  })

  it('[SY4] waits for acknowledgement when the window is full', () => {
    const session = new SyncSession()
    session.wants(wants(['alice', 0]), [head('alice', 10_000)])
    const ids: number[] = []
    for (let due = session.nextBatch(); due !== null; due = session.nextBatch()) {
      ids.push(session.sent(due.log, due.fromSeq + 64, head('alice', 10_000)))
    }
    expect(ids).toHaveLength(SYNC_WINDOW_BATCHES)
    session.acknowledged(ids[0] ?? 0)
    expect(session.nextBatch()?.fromSeq).toBe(64 * SYNC_WINDOW_BATCHES)
  })

  it('[SY4] an acknowledgement of nothing is ignored', () => {
    expect(new SyncSession().acknowledged(7)).toBeNull()
  })

  it('[SY5] a side that says it has less is sent the rest again, but not what is still under way', () => {
    const session = new SyncSession()
    session.wants(wants(['alice', 0]), [head('alice', 9)])
    const id = session.sent(log('alice'), 10, head('alice', 9))
    session.has([{ ...log('alice'), next: 0 }], () => head('alice', 9))
    expect(session.nextBatch()).toBeNull()
    session.acknowledged(id)
    session.has([{ ...log('alice'), next: 4 }], () => head('alice', 9))
    expect(session.nextBatch()).toEqual({ log: log('alice'), fromSeq: 4 })
  })

  it('[SY5] a side that got it elsewhere is not sent it again', () => {
    const session = new SyncSession()
    session.wants(wants(['alice', 0]), [head('alice', 9)])
    session.has([{ ...log('alice'), next: 10 }], () => head('alice', 9))
    expect(session.nextBatch()).toBeNull()
    session.grew(head('alice', 9))
    expect(session.nextBatch()).toBeNull()
  })

  it('[SY8] remembers nothing of logs that nobody here holds, however many are named', () => {
    const session = new SyncSession()
    session.wants(wants(['alice', 0]), [head('alice', 9)])
    const invented = Array.from({ length: 1_000 }, (_, index) => ({ ...log(`nobody${index}`), next: 7 }))
    session.has(invented, () => undefined)
    session.wants(wants(['nobody1', 0]), [head('nobody1', 9)])
    expect(session.nextBatch()).toEqual({ log: log('nobody1'), fromSeq: 0 })
  })
})
