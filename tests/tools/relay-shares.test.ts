import { once } from 'node:events'
import { request } from 'node:http'
import type { Socket } from 'node:net'
import { RELAY_V2_HOP_CODEC } from '@libp2p/circuit-relay-v2'
import { identify } from '@libp2p/identify'
import type { Connection, PeerId } from '@libp2p/interface'
import { noise } from '@libp2p/noise'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { describe, expect, it, onTestFinished } from 'vitest'
import { placesOfGuests } from '../../tools/guest-places'
import { bareNode } from '../helpers/bare-nodes'
import { portIn, relay } from '../helpers/relays'

describe('a relay', () => {
  it('[RL9] lets others in while somebody begins many handshakes and ends none', async () => {
    const address = await relay()
    const port = portIn(address)
    for (let count = 0; count < 12; count += 1) {
      const asked = request({
        port,
        host: '127.0.0.1',
        headers: {
          ...{ connection: 'Upgrade', upgrade: 'websocket' },
          ...{ 'sec-websocket-version': '13', 'sec-websocket-key': btoa('0123456789abcdef') },
        },
      }).end()
      const [, socket] = (await once(asked, 'upgrade')) as [unknown, Socket]
      onTestFinished(() => void socket.destroy())
    }
    const alice = await bareNode()
    expect((await alice.dial(multiaddr(address))).status).toBe('open')
  })

  it('[RL9] keeps a place for as long as it was promised last, however often it is asked for', async () => {
    const promisedMs = 1_000
    const node = await createLibp2p({
      addresses: { listen: ['/ip4/127.0.0.1/tcp/0/ws'] },
      transports: [webSockets()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      services: {
        identify: identify(),
        relay: placesOfGuests({ reservations: { reservationTtl: promisedMs } }),
      },
    })
    onTestFinished(async () => node.stop())
    const alice = await bareNode()
    const connection = await alice.dial(node.getMultiaddrs())
    const ended = async (guest: PeerId): Promise<unknown> =>
      once(node.services.relay.reservations.get(guest)?.signal ?? new EventTarget(), 'abort')
    for (let count = 0; count < 3; count += 1) {
      await reserve(connection)
      if (count < 2) await new Promise((resolve) => setTimeout(resolve, promisedMs / 2))
    }
    const askedMs = Date.now()
    await ended(alice.peerId)
    expect(Date.now() - askedMs).toBeGreaterThan(promisedMs * 0.8)
    expect(node.services.relay.reservations.size).toBe(0)
  })
})

/** Asks for a place, in bytes: a message of type 0. */
async function reserve(connection: Connection): Promise<void> {
  const stream = await connection.newStream(RELAY_V2_HOP_CODEC)
  const answered = once(stream as EventTarget, 'message')
  stream.send(Uint8Array.of(2, 8, 0))
  await answered
  await stream.close()
}
