import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { lpStream } from '@libp2p/utils'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import { afterEach, describe, expect, it } from 'vitest'
import { INTRODUCE_PROTOCOL, INTRODUCTION_BURST, MAX_INTRODUCTION_BYTES } from '../../src/peer/config'
import { decodeIntroduction, encodeIntroduction, Introductions } from '../../src/peer/introductions'
import type { Offer } from '../../src/peer/offer'

const ends: (() => Promise<unknown>)[] = []

afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function node() {
  const started = await createLibp2p({
    addresses: { listen: ['/ip4/127.0.0.1/tcp/0/ws'] },
    transports: [webSockets()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    connectionGater: { denyDialMultiaddr: () => false },
    services: { identify: identify() },
  })
  ends.push(async () => started.stop())
  return started
}

/** Of somebody whom nobody knows: an acquaintance may make up as many as it likes. */
function madeUp(peerId: string): Offer {
  const fingerprint = new Uint8Array(32)
  return { peerId, ufrag: 'abcd', password: 'a'.repeat(24), fingerprint, candidates: [] }
}

/** A page, and mallory, an acquaintance that passes offers on to it. */
async function acquainted(isAnswered: boolean) {
  const [page, mallory] = [await node(), await node()]
  let made = 0
  const introductions = new Introductions(page, {
    open: () => {
      made += 1
      return Promise.resolve({
        offer: madeUp('page'),
        accept: () => Promise.reject(new Error('nobody is there')),
        close: () => undefined,
      })
    },
    direct: () => new Set([mallory.peerId.toString()]),
    mayPassOn: () => true,
    isCutOff: () => false,
    isAnswered: () => isAnswered,
    // Time stands still: no share grows.
    now: () => 0,
  })
  await introductions.start()
  ends.push(() => introductions.stop())
  const connection = await mallory.dial(page.getMultiaddrs())
  return {
    /** What the page says to an offer. */
    passOn: async (peerId: string): Promise<string | undefined> => {
      const stream = await connection.newStream(INTRODUCE_PROTOCOL)
      const wire = lpStream(stream, { maxDataLength: MAX_INTRODUCTION_BYTES })
      await wire.write(encodeIntroduction({ type: 'offer', peerId, offer: madeUp(peerId) }))
      const said = decodeIntroduction((await wire.read()).subarray())?.type
      await stream.close()
      return said
    },
    connectionsMade: () => made,
  }
}

describe('offers that an acquaintance passes on', () => {
  it('[PA3] cost a connection each, up to the share of the acquaintance', async () => {
    const { passOn, connectionsMade } = await acquainted(true)
    for (let count = 1; count <= 2 * INTRODUCTION_BURST; count += 1)
      expect(await passOn('s'.repeat(count))).toBe(count <= INTRODUCTION_BURST ? 'answer' : 'no')
    expect(connectionsMade()).toBe(INTRODUCTION_BURST)
  })

  it('[P11] cost none when no more are spent on strangers', async () => {
    const { passOn, connectionsMade } = await acquainted(false)
    expect(await passOn('stranger')).toBe('no')
    expect(connectionsMade()).toBe(0)
  })
})
