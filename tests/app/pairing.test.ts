/** A meeting by codes, as far as one side knows of it. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { LATE_MS, Pairing } from '../../src/app/pairing'
import { CODE_LIFETIME_MS, encodePairing } from '../../src/app/pairing-code'
import { personIdFrom } from '../../src/identity/person-id'
import type { Offer } from '../../src/peer/offer'
import { testNetwork as network } from '../helpers/author'

const NOW_MS = 1_800_000_000_000

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
