import { describe, expect, it } from 'vitest'
import { AddressBook, type Candidate } from '../../src/peer/address-book'
import type { PersonId } from '../../src/identity/types'
import { DIAL_BACKOFF_MS, MAX_CANDIDATES, MAX_DIAL_BACKOFF_MS } from '../../src/peer/config'

const alice = 'alice' as PersonId
const mallory = 'mallory' as PersonId

function candidate(peerId: string, seenAt = 0, person: PersonId | null = null): Candidate {
  return { peerId, person, relays: [], seenAt }
}

function bookOf(...candidates: readonly Candidate[]): AddressBook {
  const book = new AddressBook(({ person }) => (person === alice ? 1 : 0))
  for (const each of candidates) book.heard(each)
  return book
}

function dialable(book: AddressBook, nowMs = 10_000): string[] {
  return book.dialable(nowMs).map(({ peerId }) => peerId)
}

describe('the address book', () => {
  it('[P2] a failed dial waits twice as long each time, up to a limit', () => {
    const book = bookOf(candidate('bob'))
    let nowMs = 0
    for (const waitMs of [DIAL_BACKOFF_MS, DIAL_BACKOFF_MS * 2, DIAL_BACKOFF_MS * 4]) {
      book.failed('bob', nowMs)
      expect(dialable(book, nowMs + waitMs - 1)).toEqual([])
      nowMs += waitMs
      expect(dialable(book, nowMs)).toEqual(['bob'])
    }
    for (let times = 0; times < 20; times += 1) book.failed('bob', nowMs)
    expect(dialable(book, nowMs + MAX_DIAL_BACKOFF_MS)).toEqual(['bob'])
  })

  it('[P2] a clock that is set back makes nobody wait longer than any wait', () => {
    const book = bookOf(candidate('bob'))
    book.failed('bob', 86_400_000)
    expect(dialable(book, 0)).toEqual(['bob'])
  })

  it('[P2] a success forgets the failures', () => {
    const book = bookOf(candidate('bob'))
    book.failed('bob', 0)
    book.succeeded('bob')
    expect(dialable(book, 0)).toEqual(['bob'])
  })

  it('[P2] people who are near come first, then those heard of last', () => {
    const book = bookOf(candidate('bob', 2), candidate('her', 1, alice), candidate('charlie', 3))
    expect(dialable(book)).toEqual(['her', 'charlie', 'bob'])
  })

  it('[P2] older news does not replace newer', () => {
    const book = bookOf(
      { ...candidate('bob', 5), relays: ['new'] },
      { ...candidate('bob', 4), relays: ['old'] },
    )
    expect(book.dialable(0).map(({ relays }) => relays)).toEqual([['new']])
  })

  it('[P2] whoever claims the place of somebody does not push out who is there', () => {
    const book = bookOf(candidate('her', 1, alice), candidate('her', 2, mallory))
    expect(book.dialable(10).map(({ person }) => person)).toEqual([alice, mallory])
  })

  it('[P2] a flood of invented peers does not grow it without bound, nor push out those who are near', () => {
    const book = bookOf(candidate('her', 0, alice))
    for (let index = 0; index < MAX_CANDIDATES + 50; index += 1)
      book.heard(candidate(`peer${index}`, index + 1))
    expect(dialable(book)).toHaveLength(MAX_CANDIDATES)
    expect(dialable(book)[0]).toBe('her')
    expect(dialable(book)).not.toContain('peer0')
  })
})
