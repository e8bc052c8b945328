import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../src/identity/types'
import type { RecordCid } from '../../src/records/types'
import { followed, opened, type Arrivals } from '../../src/ui/state/arrivals'
import { Reading } from '../../src/ui/state/reading'

const alice = 'alice' as PersonId
const bob = 'bob' as PersonId

interface Post {
  readonly cid: RecordCid
  readonly author: PersonId
}

function posts(...names: string[]): Post[] {
  return names.map((name) => ({ cid: name as RecordCid, author: name.startsWith('own') ? alice : bob }))
}

function shown({ items }: Arrivals<Post>): string[] {
  return items.map(({ cid }) => cid)
}

const SEED = 14
const before = opened(posts('5', '3', '1'), 30)

describe('a list in a given order, as alice has been shown it', () => {
  it('[ST14] keeps back what comes above or between, and counts it', () => {
    const after = followed(before, posts('6', '5', '4', '3', '1'), 30, alice, false)
    expect(shown(after)).toEqual(['5', '3', '1'])
    expect([...after.waiting]).toEqual(['6', '4'])
  })

  it('[ST14] shows what comes below in its place, as far as there is room', () => {
    const now = posts('5', '3', '1', '0')
    expect(shown(followed(before, now, 30, alice, false))).toEqual(['5', '3', '1', '0'])
    const full = followed(before, now, 3, alice, false)
    expect([shown(full), full.hasMore]).toEqual([['5', '3', '1'], true])
  })

  it('[ST14] shows what its reader writes at once, and nothing gives way to it', () => {
    const after = followed(before, posts('own 7', '6', '5', '3', '1'), 3, alice, false)
    expect(shown(after)).toEqual(['own 7', '5', '3', '1'])
    expect(after.waiting.size).toBe(1)
  })

  it('[ST14] lets go of what is gone, and keeps back the others all the same', () => {
    const after = followed(before, posts('6', '5', '3'), 30, alice, false)
    expect(shown(after)).toEqual(['5', '3'])
    expect([...after.waiting]).toEqual(['6'])
  })

  it('[ST14] shows again at once what a mute that is taken back brings, but not what waited before', () => {
    const waits = followed(before, posts('6', '5', '3', '1'), 30, alice, false)
    const muted = followed(waits, posts('6', '5', '1'), 30, alice, true)
    const back = followed(muted, posts('6', '5', '4', '3', '1'), 30, alice, true)
    expect(shown(back)).toEqual(['5', '4', '3', '1'])
    expect([...back.waiting]).toEqual(['6'])
  })

  it('[ST14] whatever comes and goes, what stays keeps its order, and nothing is doubled or lost', () => {
    const times = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 40 })
    const inOrder = (all: readonly number[]) => posts(...all.toSorted((a, b) => b - a).map(String))
    fc.assert(
      fc.property(
        times,
        fc.array(times, { maxLength: 6 }),
        fc.integer({ min: 1, max: 50 }),
        (first, later, atMost) => {
          let list = opened(inOrder(first), atMost)
          for (const then of later) {
            const now = inOrder(then)
            const stayed = shown(list).filter((cid) => now.some((post) => post.cid === cid))
            list = followed(list, now, atMost, alice, false)
            const there = shown(list)
            // As one piece: nothing has come between them.
            expect(there.slice(0, stayed.length)).toEqual(stayed)
            expect(there).toEqual(there.toSorted((a, b) => Number(b) - Number(a)))
            expect(new Set(there).size).toBe(there.length)
            const told = there.length + list.waiting.size
            expect(list.hasMore ? told < now.length : told === now.length).toBe(true)
          }
        },
      ),
      { seed: SEED },
    )
  })
})

describe('what is new', () => {
  it('[ST15] comes by itself while the page stands at its top', () => {
    const reading = new Reading()
    expect(reading.letsIn).toBe(true)
    reading.scrolled(10)
    expect(reading.letsIn).toBe(true)
    reading.scrolled(200)
    expect(reading.letsIn).toBe(false)
  })

  it('[ST15] does not come by itself to who will be further down in a moment', () => {
    expect(new Reading(900).letsIn).toBe(false)
  })

  it('[ST15] waits while a dialog of a post is open, and nothing is put in another order under a pointer', () => {
    const reading = new Reading()
    reading.focused(true)
    expect(reading.letsIn).toBe(false)
    reading.left()
    reading.pointed(true)
    expect([reading.letsIn, reading.letsMove]).toEqual([true, false])
  })
})
