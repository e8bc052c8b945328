import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../src/identity/types'
import type { IntroductionId } from '../../src/records/letter-matter'
import type { Correspondent, Letter } from '../../src/records/letters-held'
import type { RecordCid } from '../../src/records/types'
import { conversationsOf, isTaken, MAX_REQUESTS, roomFor } from '../../src/social/conversations'
import { offeredIntroductions } from '../../src/social/introductions'

const [bob, charlie] = ['bob' as PersonId, 'charlie' as PersonId]

function letter(from: PersonId, time: number, more: Partial<Letter> = {}): Letter {
  const text = `${from} at ${time}`
  return { cid: text as RecordCid, with: from, isOwn: false, time, keptAt: time, text, ...more }
}

function held(letters: readonly Letter[], correspondents: readonly Correspondent[] = []) {
  return { letters, correspondents, follows: (person: PersonId) => person === bob }
}

describe('the conversations of somebody who follows bob', () => {
  it('[LE4] lead with the latest, and count what came since it was read, whenever it was written', () => {
    const late = letter(bob, 1, { keptAt: 9 })
    const all = held(
      [letter(bob, 2), letter(charlie, 5), late],
      [{ person: bob, standing: 'open', readUntil: 2 }],
    )
    const [first, second] = conversationsOf({ ...all, letters: [letter(bob, 2), late, letter(charlie, 1)] })
    expect([first?.with, first?.isRequest, first?.unread]).toEqual([bob, false, 1])
    expect(first?.letters.map(({ time }) => time)).toEqual([1, 2])
    expect([second?.with, second?.isRequest]).toEqual([charlie, true])
    expect(conversationsOf(all).map((conversation) => conversation.with)).toEqual([charlie, bob])
  })

  it('[LE4] are no request once they were answered or accepted, and gone once declined, also for who is followed', () => {
    const asked = letter(charlie, 1)
    const answered = held([asked, letter(charlie, 2, { isOwn: true })])
    const settled = (standing: Correspondent['standing'], person = charlie) =>
      conversationsOf(held([asked, letter(bob, 1)], [{ person, standing, readUntil: 0 }]))
    expect(conversationsOf(answered)[0]?.isRequest).toBe(false)
    expect(settled('accepted').every(({ isRequest }) => !isRequest)).toBe(true)
    expect(settled('declined').map((conversation) => conversation.with)).toEqual([bob])
    expect(settled('declined', bob).map((conversation) => conversation.with)).toEqual([charlie])
  })

  it('[LE10] are told apart in time that grows with the letters and not with its square', () => {
    const people = Array.from({ length: 300 }, (_, index) => `friend ${index}` as PersonId)
    let looks = 0
    const counted = (from: PersonId, time: number): Letter => ({
      ...letter(from, time),
      get with() {
        looks += 1
        return from
      },
    })
    const few = people.map((person, time) => counted(person, time))
    expect(conversationsOf(held(few))).toHaveLength(300)
    const looksAtFew = looks
    expect(looksAtFew).toBeLessThan(300 * 20)
    // Copied for each letter, a list of so many would take minutes.
    const many = Array.from({ length: 60_000 }, (_, time) => counted(bob, time))
    expect(conversationsOf(held(many))[0]?.letters).toHaveLength(60_000)
    expect(looks - looksAtFew).toBeLessThan(60_000 * 20)
  })

  it('[LE10] so are introductions, however many one person offers', () => {
    let looks = 0
    const offers = Array.from({ length: 3_000 }, (_, time): Letter => {
      const id = `introduction ${time}` as IntroductionId
      return {
        ...letter(bob, time),
        get matter() {
          looks += 1
          return { kind: 'introduction-offer' as const, id }
        },
      }
    })
    expect(offeredIntroductions(offers, 0)).toHaveLength(3_000)
    expect(looks).toBeLessThan(3_000 * 20)
  })

  it('[LE4] begin with fifty strangers at a time, and no more', () => {
    const strangers = Array.from({ length: MAX_REQUESTS }, (_, index) => `stranger ${index}` as PersonId)
    const full = held(strangers.map((stranger) => letter(stranger, 1)))
    expect(isTaken(full, letter(charlie, 2))).toBe(false)
    expect(isTaken(full, letter('stranger 0' as PersonId, 2))).toBe(true)
    expect(isTaken(full, letter(bob, 2))).toBe(true)
    expect(isTaken(held(full.letters.slice(1)), letter(charlie, 2))).toBe(true)
  })

  it('[LE4] leave the writer as much room as the reader takes', () => {
    expect(roomFor([], charlie, false)).toEqual({ letters: 3, chars: 500 })
    expect(roomFor([letter(charlie, 1, { isOwn: true }), letter(bob, 2)], charlie, false).letters).toBe(2)
    expect(roomFor([letter(charlie, 1)], charlie, false)).toEqual({ letters: Infinity, chars: 2000 })
    expect(roomFor([], charlie, true)).toEqual({ letters: Infinity, chars: 2000 })
  })

  it('[DC4] of two who were introduced, and both wanted it, begin without a request', () => {
    const id = 'first' as IntroductionId
    const offer = letter(bob, 1, { matter: { kind: 'introduction-offer', id } })
    const made = letter(bob, 3, { matter: { kind: 'introduction-made', id, person: charlie } })
    const says = (accepts: boolean) =>
      letter(bob, 2, { isOwn: true, matter: { kind: 'introduction-answer', id, accepts } })
    const isRequest = (letters: readonly Letter[]) =>
      conversationsOf(held([...letters, letter(charlie, 4)])).find((each) => each.with === charlie)?.isRequest
    expect(isRequest([offer, made, says(true)])).toBe(false)
    expect(roomFor([offer, made, says(true)], charlie, false).letters).toBe(Infinity)
    // Bob alone cannot make charlie welcome.
    expect(isRequest([offer, made])).toBe(true)
    expect(isRequest([offer, made, says(false)])).toBe(true)
    expect(roomFor([offer, made], charlie, false).letters).toBe(3)
  })
})
