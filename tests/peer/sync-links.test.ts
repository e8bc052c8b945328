import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { MESSAGE_BURST, MESSAGE_COSTS, SYNC_PROTOCOL } from '../../src/peer/config'
import { SyncLinks } from '../../src/peer/sync-links'

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

describe('streams of the sync', () => {
  it('[SY14] who opens one after the other is greeted only as often as its budget pays for', async () => {
    const [page, mallory] = [await node(), await node()]
    let opened = 0
    let closed = 0
    const links = new SyncLinks(
      page,
      {
        opened: () => (opened += 1),
        heard: () => Promise.resolve(),
        closed: () => (closed += 1),
        misbehaved: () => undefined,
      },
      // Time stands still, so the budget does not grow.
      () => 0,
    )
    await links.start()
    ends.push(() => links.stop())
    const connection = await mallory.dial(page.getMultiaddrs())
    const attempts = 10 * (MESSAGE_BURST / MESSAGE_COSTS.stream)
    for (let count = 0; count < attempts; count += 1) {
      const stream = await connection.newStream(SYNC_PROTOCOL)
      await vi.waitFor(() => expect(opened > count || stream.status !== 'open').toBe(true))
    }
    await vi.waitFor(() => expect(closed).toBeGreaterThanOrEqual(opened - 1))
    expect(opened).toBe(MESSAGE_BURST / MESSAGE_COSTS.stream)
  })
})
