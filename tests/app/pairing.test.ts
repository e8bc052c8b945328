/** A meeting by codes, as far as one side knows of it. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { LATE_MS, Pairing } from '../../src/app/pairing'
import { CODE_LIFETIME_MS, encodePairing } from '../../src/app/pairing-code'
import { personIdFrom } from '../../src/identity/person-id'
import type { Offer } from '../../src/peer/offer'
import { testNetwork as network } from '../helpers/author'

const NOW_MS = 1_800_000_000_000
const FULL = new DOMException('no room', 'QuotaExceededError')

beforeEach(() => vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
})

const offerOf = (peerId: string): Offer => ({
  ...{ peerId, ufrag: 'aB3+', password: 'abcdefghijklmnopqrstuv12' },
  ...{ fingerprint: new Uint8Array(32).fill(7), candidates: [] },
})
const card = (name: string) => ({
  ...{ name, person: personIdFrom(new Uint8Array(32).fill(7)), secret: new Uint8Array(16).fill(9) },
})
const codeOfBob = (): string =>
  encodePairing({
    ...{ ...card('Bob'), network, expiresAt: NOW_MS + CODE_LIFETIME_MS, offer: offerOf('12D3KooWbbbb') },
  })

/** Alice's side; the link comes up when the test says so. */
async function alice() {
  let up = (): void => undefined
  const accepted = new Promise<void>((resolve) => (up = resolve))
  const own = { offer: offerOf('12D3KooWaaaa'), accept: () => accepted, close: () => undefined }
  const pairing = new Pairing({
    ...{
      network,
      now: () => NOW_MS,
      open: () => Promise.resolve(own),
      card: () => Promise.resolve(card('Alice')),
    },
    ...{ taken: () => Promise.resolve(), changed: () => undefined },
  })
  await pairing.open()
  expect(await pairing.take(codeOfBob())).toMatchObject({ ok: true })
  return { pairing, up: () => up() }
}

/** Alice's side, whose disk keeps what a code says when the test says so. */
function notingAlice() {
  const noting: PromiseWithResolvers<undefined>[] = []
  const closed: string[] = []
  const accepted: string[] = []
  const disk = { isFull: false }
  let opened = 0
  const pairing = new Pairing({
    ...{ network, now: () => NOW_MS, changed: () => undefined },
    open: () => {
      const name = `offer ${(opened += 1)}`
      return Promise.resolve({
        offer: offerOf(`12D3KooWaaa${opened}`),
        accept: () => {
          accepted.push(name)
          return closed.includes(name) ? Promise.reject(new Error('closed')) : new Promise<void>(() => {})
        },
        close: () => void closed.push(name),
      })
    },
    card: () => (disk.isFull ? Promise.reject(FULL) : Promise.resolve(card('Alice'))),
    taken: () => {
      const noted = Promise.withResolvers<undefined>()
      noting.push(noted)
      return noted.promise
    },
  })
  return { pairing, noting, closed, accepted, disk }
}

it('[PA6] starting again while a code is noted leaves the new code open', async () => {
  const { pairing, noting, closed, accepted } = notingAlice()
  await pairing.open()
  const taking = pairing.take(codeOfBob())
  await pairing.open()
  const { state } = pairing
  noting[0]?.resolve(undefined)
  expect(await taking).toMatchObject({ ok: true })
  await vi.advanceTimersByTimeAsync(LATE_MS)
  expect(state.status).toBe('open')
  expect(pairing.state).toEqual(state)
  expect([closed, accepted]).toEqual([['offer 1'], []])
})

it('[PA6] a code that cannot be kept is said at once, and is good for another try', async () => {
  const { pairing, noting, closed, accepted } = notingAlice()
  await pairing.open()
  const taking = pairing.take(codeOfBob())
  noting[0]?.reject(FULL)
  expect(await taking).toMatchObject({ ok: true })
  expect(pairing.state).toEqual({ status: 'failed', why: 'not-kept' })
  expect(closed).toEqual(['offer 1'])
  await pairing.open()
  const again = pairing.take(codeOfBob())
  noting[1]?.resolve(undefined)
  expect(await again).toMatchObject({ ok: true })
  expect(pairing.state).toMatchObject({ status: 'connecting', name: 'Bob' })
  expect(accepted).toEqual(['offer 2'])
})

it('[PA6] that a code of a former try could not be kept says nothing of the new one', async () => {
  const { pairing, noting } = notingAlice()
  await pairing.open()
  const taking = pairing.take(codeOfBob())
  await pairing.open()
  noting[0]?.reject(FULL)
  await taking
  expect(pairing.state.status).toBe('open')
})

it('[PA6] no code is made where what it needs cannot be kept, and that is said', async () => {
  const { pairing, disk } = notingAlice()
  disk.isFull = true
  expect(await pairing.open()).toEqual({ ok: false, error: 'not-kept' })
  expect(pairing.state.status).toBe('none')
})

it('[PA5] of a link that does not come up it is said, and it is waited for all the same', async () => {
  const { pairing, up } = await alice()
  expect(pairing.state).toMatchObject({ status: 'connecting', isLate: false })
  vi.advanceTimersByTime(LATE_MS)
  expect(pairing.state).toMatchObject({ status: 'connecting', isLate: true })
  up()
  await vi.waitFor(() => expect(pairing.state).toMatchObject({ status: 'linked', name: 'Bob' }))
})

it('[PA5] nothing is late any more once it is up, or given up', async () => {
  const linked = await alice()
  linked.up()
  await vi.waitFor(() => expect(linked.pairing.state.status).toBe('linked'))
  const ended = await alice()
  ended.pairing.close()
  vi.advanceTimersByTime(LATE_MS)
  expect([linked.pairing.state.status, ended.pairing.state.status]).toEqual(['linked', 'none'])
})
