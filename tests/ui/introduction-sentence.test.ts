import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../src/identity/types'
import type { IntroductionId, WrittenMatter } from '../../src/records/letter-matter'
import type { Letter } from '../../src/records/letters-held'
import type { RecordCid } from '../../src/records/types'
import { introductionsOf } from '../../src/social/introductions'
import { introductionLine } from '../../src/ui/format/introduction-sentence'
import { introductionOf } from '../../src/ui/state/introductions'

const [alice, bob, charlie] = ['Alice', 'Bob', 'Charlie'] as [PersonId, PersonId, PersonId]
const id = 'first' as IntroductionId

let count = 0

/** Letters are written one after the other. */
function letter(withWhom: PersonId, isOwn: boolean, matter: WrittenMatter): Letter {
  count += 1
  return {
    cid: `letter-${count}` as RecordCid,
    with: withWhom,
    isOwn,
    time: count,
    keptAt: count,
    text: 'Keeps bees',
    matter,
  }
}

const offer: WrittenMatter = { kind: 'introduction-offer', id }
const yes = { kind: 'introduction-answer', id, accepts: true } as const

/** What stands in the list of conversations beside the last letter. */
function lineOf(letters: readonly Letter[]): string | null {
  const last = letters.at(-1)
  const introduction = last && introductionOf(last, introductionsOf(letters, count))
  return introduction === undefined ? null : introductionLine(introduction, (person) => person)
}

describe('an introduction in the list of conversations', () => {
  it('[DC6] says to bob what alice offers, and whom she introduces once he has said yes', () => {
    const offered = letter(alice, false, offer)
    const made = letter(alice, false, { kind: 'introduction-made', id, person: charlie })
    const accepted = letter(alice, true, yes)
    expect(lineOf([offered])).toBe('Alice would like you to meet somebody.')
    expect(lineOf([offered, made])).toBe('Alice would like you to meet somebody.')
    expect(lineOf([offered, accepted])).toMatch(/^You have said yes/)
    expect(lineOf([offered, accepted, made])).toBe('Alice introduces you to Charlie.')
  })

  it('[DC6] says to alice who has answered', () => {
    const asked = [letter(bob, true, offer), letter(charlie, true, offer)]
    expect(lineOf([...asked, letter(bob, false, yes)])).toBe(
      'Bob has said yes. Charlie has not answered yet.',
    )
    expect(lineOf([...asked, letter(bob, false, { ...yes, accepts: false })])).toBe(
      'Bob says: not now. Charlie is not told.',
    )
  })

  it('[DC6] has nothing to say where only an answer is kept', () => {
    expect(lineOf([letter(bob, false, yes)])).toBeNull()
  })
})
