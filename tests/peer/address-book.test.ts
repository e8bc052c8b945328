import { describe, expect, it } from 'vitest'
import { AddressBook, type Candidate } from '../../src/peer/address-book'
import { DIAL_BACKOFF_MS, MAX_CANDIDATES, MAX_DIAL_BACKOFF_MS } from '../../src/peer/config'

const stranger = (): number => 0

function candidate(peerId: string, seenAt = 0): Candidate {
  return { peerId, person: null, relays: [], seenAt }
}

function dialable(book: AddressBook, nowMs: number): string[] {
  return book.dialable(nowMs, stranger).map(({ peerId }) => peerId)
}

describe('the address book', () => {
  it('[P2] a failed dial waits twice as long each time, up to a limit', () => {
    const book = new AddressBook()
    book.heard(candidate('bob'))
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

  it('[P2] a success forgets the failures', () => {
    const book = new AddressBook()
    book.heard(candidate('bob'))
    book.failed('bob', 0)
    book.succeeded('bob')
    expect(dialable(book, 0)).toEqual(['bob'])
  })

  it('[P2] people who are near come first, then those heard of last', () => {
    const book = new AddressBook()
    book.heard(candidate('alice', 1))
    book.heard(candidate('bob', 2))
    book.heard(candidate('charlie', 3))
    const order = book.dialable(10, ({ peerId }) => (peerId === 'alice' ? 1 : 0)).map(({ peerId }) => peerId)
    expect(order).toEqual(['alice', 'charlie', 'bob'])
  })

  it('[P2] older news does not replace newer', () => {
    const book = new AddressBook()
    book.heard({ ...candidate('bob', 5), relays: ['new'] })
    book.heard({ ...candidate('bob', 4), relays: ['old'] })
    expect(book.get('bob')?.relays).toEqual(['new'])
  })

  it('[P2] a flood of invented peers does not grow it without bound', () => {
    const book = new AddressBook()
    for (let index = 0; index < MAX_CANDIDATES + 50; index += 1) book.heard(candidate(`peer${index}`, index))
    expect(dialable(book, 10_000)).toHaveLength(MAX_CANDIDATES)
    expect(book.get('peer0')).toBeNull()
  })
})
