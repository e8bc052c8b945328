import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../src/identity/types'
import type { IntroductionId, LetterMatter, WrittenMatter } from '../../src/records/letter-matter'
import type { Letter } from '../../src/records/letters-held'
import type { RecordCid } from '../../src/records/types'
import {
  addsToIntroductions,
  INTRODUCTION_MS,
  haveMet,
  introductionsDue,
  MAX_OFFERS_FROM_ONE,
  MAX_WAITING,
  offeredIntroductions,
  ownIntroductions,
  whyNotNow,
} from '../../src/social/introductions'

const [alice, bob, charlie, dora] = ['alice', 'bob', 'charlie', 'dora'] as PersonId[] as [
  PersonId,
  PersonId,
  PersonId,
  PersonId,
]
const [first, second] = ['first', 'second'] as IntroductionId[] as [IntroductionId, IntroductionId]

/** A letter on its way: what everybody who can read it keeps. */
interface Sent {
  readonly cid: RecordCid
  readonly from: PersonId
  readonly to: PersonId
  readonly time: number
  readonly text: string
  readonly matter: WrittenMatter
}

/** One browser of somebody. */
class Page {
  readonly of: PersonId
  readonly letters: Letter[] = []

  constructor(of: PersonId) {
    this.of = of
  }

  take({ from, to, ...sent }: Sent): void {
    const isOwn = from === this.of
    if (!isOwn && to !== this.of) return
    const letter: Letter = { ...sent, isOwn, with: isOwn ? to : from, keptAt: sent.time }
    if (this.letters.some(({ cid }) => cid === letter.cid)) return
    if (addsToIntroductions(this.letters, letter, sent.time)) this.letters.push(letter)
  }
}

class World {
  nowMs = 1_000
  readonly sent: Sent[] = []
  /** Alice has two browsers; either may find out that both have said yes. */
  readonly pages = [alice, alice, bob, charlie, dora].map((of) => new Page(of))

  say(page: Page, to: PersonId, text: string, matter: WrittenMatter): void {
    this.nowMs += 1
    const cid = `letter ${this.sent.length}` as RecordCid
    const sent = { cid, from: page.of, to, time: this.nowMs, text, matter }
    this.sent.push(sent)
    page.take(sent)
  }

  introduce(page: Page, id: IntroductionId, one: PersonId, other: PersonId): void {
    for (const to of [one, other]) this.say(page, to, 'They keep bees', { kind: 'introduction-offer', id })
  }

  answer(who: PersonId, id: IntroductionId, accepts: boolean): void {
    this.say(this.page(who), alice, '', { kind: 'introduction-answer', id, accepts })
  }

  tellWhatIsDue(page: Page): void {
    for (const { to, text, matter } of introductionsDue(page.letters, this.nowMs))
      this.say(page, to, text, matter)
  }

  page(who: PersonId): Page {
    const page = this.pages.find(({ of }) => of === who)
    if (page === undefined) throw new Error(`nobody is ${who}`)
    return page
  }

  deliver(sent: Sent | undefined): void {
    if (sent !== undefined) for (const page of this.pages) page.take(sent)
  }

  settle(): void {
    for (let round = 0; round < 3; round += 1) {
      for (const sent of [...this.sent]) this.deliver(sent)
      for (const page of this.pages) this.tellWhatIsDue(page)
    }
  }

  hasSaid(who: PersonId, id: IntroductionId, accepts: boolean, before = Infinity): boolean {
    return this.sent.slice(0, before).some(({ from, matter }) => {
      return (
        from === who &&
        matter.kind === 'introduction-answer' &&
        matter.id === id &&
        matter.accepts === accepts
      )
    })
  }

  /** Letters that name somebody to somebody else before both have said yes. */
  tooEarly(): Sent[] {
    return this.sent.filter(({ from, to, matter, text }, index) => {
      const others = [bob, charlie, dora].filter((person) => person !== to && person !== from)
      const named = others.filter((person) => JSON.stringify([text, matter]).includes(person))
      return named.some((person) =>
        [person, to].some(
          (each) => matter.kind !== 'introduction-made' || !this.hasSaid(each, matter.id, true, index),
        ),
      )
    })
  }
}

function kept(person: PersonId, isOwn: boolean, time: number, matter: LetterMatter, text = 'Bees'): Letter {
  const cid = `${person} ${isOwn} ${time} ${matter.kind}` as RecordCid
  return { cid, with: person, isOwn, time, keptAt: time, text, matter }
}

const step = fc.oneof(
  fc.record({ kind: fc.constant('deliver' as const), which: fc.nat(60) }),
  fc.record({
    kind: fc.constant('answer' as const),
    who: fc.constantFrom(bob, charlie, dora),
    id: fc.constantFrom(first, second),
    accepts: fc.boolean(),
  }),
  fc.record({ kind: fc.constant('tell' as const), browser: fc.constantFrom(0, 1) }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(1_000, INTRODUCTION_MS / 2) }),
)

function play(steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[]): World {
  const world = new World()
  const [phone, laptop] = world.pages
  if (phone === undefined || laptop === undefined) throw new Error('alice has two browsers')
  world.introduce(phone, first, bob, charlie)
  world.introduce(laptop, second, bob, dora)
  for (const one of steps) {
    if (one.kind === 'deliver') world.deliver(world.sent[one.which])
    else if (one.kind === 'answer') world.answer(one.who, one.id, one.accepts)
    else if (one.kind === 'tell') world.tellWhatIsDue(world.pages[one.browser] ?? phone)
    else world.nowMs += one.ms
  }
  return world
}

describe('introductions by double consent', () => {
  it('[DC1] name nobody before both have said yes, whatever the order, repetition and loss of letters', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const world = play(steps)
        expect(world.tooEarly()).toEqual([])
        world.settle()
        expect(world.tooEarly()).toEqual([])
        for (const page of world.pages)
          for (const { other, id, by } of offeredIntroductions(page.letters, world.nowMs))
            if (other !== null) {
              expect(by).toBe(alice)
              expect([page.of, other].every((each) => world.hasSaid(each, id, true))).toBe(true)
            }
      }),
      { seed: 61, numRuns: 400 },
    )
  })

  it('[DC1] come about when all letters have arrived, and tell nobody of whom "not now" was said', () => {
    fc.assert(
      fc.property(
        fc.boolean(),
        fc.boolean(),
        fc.array(fc.nat(20), { maxLength: 30 }),
        (yes, alsoYes, order) => {
          const world = play([])
          world.answer(bob, first, yes)
          world.answer(charlie, first, alsoYes)
          for (const which of order) {
            world.deliver(world.sent[which])
            for (const page of world.pages.slice(0, 2)) world.tellWhatIsDue(page)
          }
          world.settle()
          const other = (who: PersonId) =>
            offeredIntroductions(world.page(who).letters, world.nowMs).find(({ id }) => id === first)
          const isMade = yes && alsoYes
          expect(other(bob)?.other ?? null).toBe(isMade ? charlie : null)
          expect(other(charlie)?.other ?? null).toBe(isMade ? bob : null)
          if (!isMade) {
            const told = [bob, charlie].filter((who) => other(who)?.state === 'accepted')
            expect(told).toEqual([bob, charlie].filter((who) => world.hasSaid(who, first, true)))
            expect(ownIntroductions(world.page(alice).letters, world.nowMs)[0]?.state).toBe('not-now')
          }
        },
      ),
      { seed: 62, numRuns: 200 },
    )
  })

  it('[DC2] are taken back by a "not now" that comes before the other yes, also from another device', () => {
    const offers = [bob, charlie].map((who) => kept(who, true, 1, { kind: 'introduction-offer', id: first }))
    const says = (who: PersonId, accepts: boolean, time: number) =>
      kept(who, false, time, { kind: 'introduction-answer', id: first, accepts })
    const both = [...offers, says(bob, true, 2), says(charlie, true, 3)]
    expect(introductionsDue(both, 4)).toHaveLength(2)
    expect(introductionsDue([...both, says(bob, false, 1)], 4)).toEqual([])
    expect(introductionsDue([...both, says(bob, false, 9)].reverse(), 10)).toEqual([])
  })

  it('[DC2] lapse after thirty days, and are told once', () => {
    const offers = [bob, charlie].map((who) => kept(who, true, 0, { kind: 'introduction-offer', id: first }))
    const yes = (who: PersonId) =>
      kept(who, false, 2, { kind: 'introduction-answer', id: first, accepts: true })
    const both = [...offers, yes(bob), yes(charlie)]
    expect(introductionsDue(both, INTRODUCTION_MS)).toHaveLength(2)
    expect(introductionsDue(both, INTRODUCTION_MS + 1)).toEqual([])
    const made = kept(bob, true, 3, { kind: 'introduction-made', id: first, person: charlie })
    expect(introductionsDue([...both, made], INTRODUCTION_MS + 1).map(({ to }) => to)).toEqual([charlie])
    const asked = [kept(alice, false, 0, { kind: 'introduction-offer', id: first })]
    expect(offeredIntroductions(asked, INTRODUCTION_MS)[0]?.state).toBe('open')
    expect(offeredIntroductions(asked, INTRODUCTION_MS + 1)[0]?.state).toBe('lapsed')
  })

  it('[DC2] whose other half is not kept are never made', () => {
    const half = [
      kept(bob, true, 1, { kind: 'introduction-offer', id: first }),
      kept(bob, false, 2, { kind: 'introduction-answer', id: first, accepts: true }),
    ]
    expect(introductionsDue(half, 3)).toEqual([])
  })

  it('[DC3] name nobody to whom alice herself has not said yes', () => {
    const offer = kept(dora, false, 1, { kind: 'introduction-offer', id: first })
    const made = kept(dora, false, 2, { kind: 'introduction-made', id: first, person: charlie })
    expect(offeredIntroductions([offer, made], 3)[0]).toMatchObject({ state: 'open', other: null })
    const yes = kept(dora, true, 3, { kind: 'introduction-answer', id: first, accepts: true })
    expect(offeredIntroductions([made, offer, yes], 3)[0]).toMatchObject({ state: 'made', other: charlie })
  })

  it('[DC4] make nobody welcome by the word of a changed page alone: not before a yes, nor after "not now"', () => {
    const offer = kept(dora, false, 1, { kind: 'introduction-offer', id: first })
    const made = kept(dora, false, 4, { kind: 'introduction-made', id: first, person: charlie })
    const yes = kept(dora, true, 2, { kind: 'introduction-answer', id: first, accepts: true })
    const notNow = kept(dora, true, 3, { kind: 'introduction-answer', id: first, accepts: false })
    const otherYes = kept(dora, true, 2, { kind: 'introduction-answer', id: second, accepts: true })
    expect(haveMet([offer, made], charlie)).toBe(false)
    expect(haveMet([offer, made, otherYes], charlie)).toBe(false)
    expect(haveMet([offer, yes, notNow, made], charlie)).toBe(false)
    expect(offeredIntroductions([offer, yes, notNow, made], 5)[0]).toMatchObject({
      state: 'not-now',
      other: null,
    })
    expect(haveMet([offer, yes, made], charlie)).toBe(true)
  })

  it('[DC3] are asked for the same two once in thirty days, and twenty wait at a time', () => {
    const offers = (id: string, ...people: PersonId[]) =>
      people.map((who) => kept(who, true, 1, { kind: 'introduction-offer', id: id as IntroductionId }))
    const one = offers('one', bob, charlie)
    expect(whyNotNow(one, charlie, bob, 2)).toBe('repeated')
    expect(whyNotNow(one, bob, dora, 2)).toBeNull()
    expect(whyNotNow(one, bob, charlie, INTRODUCTION_MS + 2)).toBeNull()
    const many = Array.from({ length: MAX_WAITING }, (_, index) =>
      offers(`n${index}`, bob, `person ${index}` as PersonId),
    ).flat()
    expect(whyNotNow(many, charlie, dora, 2)).toBe('too-many')
    expect(whyNotNow(many.slice(2), charlie, dora, 2)).toBeNull()
  })

  it('[DC3] of one person five wait for an answer; repetitions, and answers to nothing, do not pile up', () => {
    const offer = (index: number) =>
      kept(alice, false, index, { kind: 'introduction-offer', id: `n${index}` as IntroductionId })
    const five = Array.from({ length: MAX_OFFERS_FROM_ONE }, (_, index) => offer(index))
    expect(addsToIntroductions(five, offer(9), 10)).toBe(false)
    expect(addsToIntroductions(five.slice(1), offer(9), 10)).toBe(true)
    expect(addsToIntroductions(five.slice(1), offer(1), 10)).toBe(false)
    const held: Letter[] = []
    for (let index = 0; index < 100; index += 1) {
      const stray = kept(bob, false, index, {
        kind: 'introduction-answer',
        id: `n${index}` as IntroductionId,
        accepts: true,
      })
      if (addsToIntroductions(held, stray, 0)) held.push(stray)
    }
    expect(held).toHaveLength(20)
  })
})
