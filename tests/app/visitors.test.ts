import { describe, expect, it } from 'vitest'
import {
  MAX_VISITING_BYTES_PER_PEER,
  MAX_VISITORS,
  MAX_VISITORS_PER_PEER,
  Visitors,
  type Visitor,
} from '../../src/app/visitors'
import {
  MAX_REMEMBERED_MS,
  MAX_TAKEN_BACK,
  MAX_TAKEN_BACK_PER_PEER,
  MAX_VISIT_MS,
  TakenBack,
  type Withdrawal,
} from '../../src/app/taken-back'
import { MAX_LINKS } from '../../src/peer/config'
import type { RecordCid, VerifiedRecord } from '../../src/records/types'
import { Author, START_MS } from '../helpers/author'

const alice = await Author.create()
const post = await alice.post('hello')
const bob = await Author.create()
const like = await bob.write({ kind: 'like', body: { post: post.cid, author: alice.person } })

/** A visitor as good as any, of another name. */
function named(name: string, from = 'peer', cameMs = START_MS, record: VerifiedRecord = post): Visitor {
  const seq = Number(name.replace(/\D/g, ''))
  const header = { ...record.header, seq, person: `${from} ${record.header.person}` }
  return {
    record: { ...record, cid: name, header } as unknown as VerifiedRecord,
    certificate: alice.certificate,
    ...{ from, cameMs },
  }
}

function many(count: number, from: string): Visitor[] {
  return Array.from({ length: count }, (_, index) => named(`${from} ${index}`, from))
}

const NOBODY = new Set<string>()

describe('the shelf of visitors', () => {
  it('[IP8] has so many places for each peer; what it brings beyond drives out its own, oldest first', () => {
    const shelf = new Visitors()
    shelf.add(many(3, 'bob'), NOBODY)
    const { came, left } = shelf.add(many(MAX_VISITORS_PER_PEER + 2, 'mallory'), NOBODY)
    expect(came).toHaveLength(MAX_VISITORS_PER_PEER)
    // What was driven out at once never came.
    expect(left).toEqual([])
    expect(shelf.count).toBe(3 + MAX_VISITORS_PER_PEER)
    const more = shelf.add([named('mallory 999', 'mallory')], NOBODY)
    expect(more.left.map(({ cid }) => cid)).toEqual(['mallory 2'])
    expect(shelf.all().filter(({ from }) => from === 'bob')).toHaveLength(3)
  })

  it('[IP8] has so many bytes for each peer', () => {
    const shelf = new Visitors()
    const large = { ...post, bodyBlock: new Uint8Array(MAX_VISITING_BYTES_PER_PEER / 4) } as VerifiedRecord
    for (let count = 0; count < 9; count += 1)
      shelf.add([named(`large ${count}`, 'mallory', START_MS, large)], NOBODY)
    expect(shelf.all().map(({ record }) => record.cid)).toEqual(['large 6', 'large 7', 'large 8'])
  })

  it('[IP8] is bounded however many peers come and go; those of peers that have left make room first', () => {
    const shelf = new Visitors()
    const present = new Set(['bob'])
    shelf.add(many(MAX_VISITORS_PER_PEER, 'bob'), present)
    for (let peer = 0; peer < 2 * MAX_LINKS; peer += 1)
      shelf.add(many(MAX_VISITORS_PER_PEER, `mallory${peer}x`), new Set([...present, `mallory${peer}x`]))
    expect(shelf.count).toBe(MAX_VISITORS)
    expect(shelf.all().filter(({ from }) => from === 'bob')).toHaveLength(MAX_VISITORS_PER_PEER)
  })

  it('[IP4] lets go of what is a week old, whichever way the clock was set', () => {
    const shelf = new Visitors()
    shelf.add([named('old 1'), named('new 2', 'peer', START_MS + MAX_VISIT_MS)], NOBODY)
    expect(shelf.expire(START_MS + MAX_VISIT_MS)).toEqual([])
    expect(shelf.expire(START_MS + MAX_VISIT_MS + 1).map(({ cid }) => cid)).toEqual(['old 1'])
    expect(shelf.expire(START_MS - 1).map(({ cid }) => cid)).toEqual(['new 2'])
  })

  it('[IP5] what was taken back stays away, whatever a peer takes back of what it brought itself', () => {
    const shelf = new Visitors()
    const takeBack = (name: string, from: string): void => {
      const visitor = named(name, from)
      shelf.add([visitor], NOBODY)
      shelf.takeBack(visitor.record.cid, visitor.record.header.person, START_MS)
    }
    takeBack('bob 1', 'bob')
    for (let count = 0; count <= MAX_TAKEN_BACK; count += 1) takeBack(`mallory ${count}`, 'mallory')
    expect(shelf.takenBack.has('bob 1' as RecordCid)).toBe(true)
    const own = Array.from({ length: MAX_TAKEN_BACK }, (_, count) => `mallory ${count + 1}` as RecordCid)
    expect(own.filter((cid) => shelf.takenBack.has(cid))).toEqual(own.slice(-MAX_TAKEN_BACK_PER_PEER))
    // Nor whatever it does under other names.
    for (let peer = 0; peer < 2 * MAX_LINKS; peer += 1)
      for (let count = 0; count < MAX_TAKEN_BACK_PER_PEER; count += 1)
        takeBack(`sybil ${peer * MAX_TAKEN_BACK + count}`, `sybil ${peer}`)
    expect(shelf.takenBack.has('bob 1' as RecordCid)).toBe(true)
  })

  it('[IP5] a post that is taken back takes the acts on it along, and neither is let in again', () => {
    const shelf = new Visitors()
    const visitor = (record: VerifiedRecord): Visitor => ({
      ...{ record, certificate: alice.certificate, from: 'peer', cameMs: START_MS },
    })
    shelf.add([visitor(post), visitor(like)], NOBODY)
    expect(shelf.takeBack(post.cid, bob.person, START_MS)).toEqual([])
    expect(shelf.takeBack(post.cid, alice.person, START_MS)).toEqual([post, like])
    expect(shelf.count).toBe(0)
    expect(shelf.takenBack.has(post.cid)).toBe(true)
  })
})

describe('the memory of what was taken back', () => {
  const withdrawal = (name: string, from: string, atMs = START_MS): Withdrawal => ({
    ...{ cid: name as RecordCid, from, atMs },
  })

  it('[VS2] says once what is new of it and what it forgot, and comes back as it was', () => {
    const memory = new TakenBack()
    const all = Array.from({ length: MAX_TAKEN_BACK_PER_PEER + 1 }, (_, index) =>
      withdrawal(`post ${index}`, 'bob'),
    )
    for (const one of all) memory.add(one)
    expect(memory.takeChanges()).toEqual({ added: all.slice(1), forgotten: ['post 0'] })
    expect(memory.takeChanges()).toEqual({ added: [], forgotten: [] })

    const again = new TakenBack()
    again.add(withdrawal('post of now', 'bob'))
    again.restore(all.slice(1), START_MS)
    expect(again.has('post of now' as RecordCid)).toBe(true)
    expect(again.has('post 1' as RecordCid)).toBe(false)
    expect(again.has('post 2' as RecordCid)).toBe(true)
    expect(again.takeChanges()).toEqual({ added: [withdrawal('post of now', 'bob')], forgotten: ['post 1'] })
  })

  it('[VS2] lasts until what it names is too old to visit', () => {
    const memory = new TakenBack()
    const [old, young] = [withdrawal('old', 'bob', START_MS), withdrawal('young', 'bob', START_MS + 1)]
    memory.restore([old, young], START_MS + MAX_REMEMBERED_MS + 1)
    expect([memory.has(old.cid), memory.has(young.cid)]).toEqual([false, true])
    expect(memory.takeChanges()).toEqual({ added: [], forgotten: [old.cid] })
  })
})
