/**
 * A pinning service as others run it: unmodified Helia that waits at a WebSocket and fetches what it is asked to keep, by
 * bitswap, from whoever connects. Its API is answered in the browser's own network layer, as no host but this machine's may
 * be asked in a test.
 */
import { withBitswap } from '@helia/bitswap'
import { withLibp2pLight } from '@helia/libp2p'
import * as dagCbor from '@ipld/dag-cbor'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { webSockets } from '@libp2p/websockets'
import { yamux } from '@libp2p/yamux'
import { unixfs } from '@helia/unixfs'
import { createHeliaLight } from 'helia'
import { CID } from 'multiformats/cid'
import { writeCar } from '../../../src/storage/car'
import type { BrowserContext, Route } from 'playwright-core'

export const PINNING_SERVICE = 'https://pins.example/psa'
export const TOKEN = 'a token of alice'
const FETCH_TIMEOUT_MS = 30_000
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'authorization, content-type',
  'access-control-allow-methods': 'GET, POST',
}

export async function startPinningService() {
  const helia = withBitswap(
    withLibp2pLight(createHeliaLight(), {
      addresses: { listen: ['/ip4/127.0.0.1/tcp/0/ws'] },
      transports: [webSockets()],
      connectionEncrypters: [noise()],
      streamMuxers: [yamux()],
      connectionGater: { denyDialMultiaddr: () => false },
      services: { identify: identify() },
    }),
  )
  await helia.start()
  const delegates = helia.libp2p.getMultiaddrs().map((address) => address.toString())
  const states = new Map<string, 'pinning' | 'pinned' | 'failed'>()

  async function bytesOf(cid: CID): Promise<Uint8Array> {
    const parts: Uint8Array[] = []
    const signal = AbortSignal.timeout(FETCH_TIMEOUT_MS)
    for await (const part of helia.blockstore.get(cid, { signal })) parts.push(part)
    return Buffer.concat(parts)
  }

  /** Everything that is reached from here, as a recursive pin does. */
  async function keep(cid: CID): Promise<void> {
    if (cid.code !== dagCbor.code) {
      const signal = AbortSignal.timeout(FETCH_TIMEOUT_MS)
      // Reading it fetches all its blocks.
      const parts: Uint8Array[] = []
      for await (const part of unixfs(helia).cat(cid, { signal })) parts.push(part)
      return
    }
    for (const link of linksIn(dagCbor.decode(await bytesOf(cid)))) await keep(link)
  }

  async function* kept() {
    for await (const { cid, bytes } of helia.blockstore.getAll()) {
      const parts: Uint8Array[] = []
      for await (const part of bytes) parts.push(part)
      yield { cid, bytes: Buffer.concat(parts) }
    }
  }

  async function answer(route: Route): Promise<void> {
    const request = route.request()
    const say = (status: number, body: unknown): Promise<void> =>
      route.fulfill({ status, headers: CORS, contentType: 'application/json', body: JSON.stringify(body) })
    if (request.method() === 'OPTIONS') return say(204, null)
    if (request.headers().authorization !== `Bearer ${TOKEN}`)
      return say(401, { error: { reason: 'UNAUTHORIZED' } })
    if (request.method() === 'POST') {
      const { cid } = request.postDataJSON() as { cid: string }
      states.set(cid, 'pinning')
      void keep(CID.parse(cid)).then(
        () => states.set(cid, 'pinned'),
        () => states.set(cid, 'failed'),
      )
      return say(202, {
        requestid: cid,
        status: 'queued',
        created: new Date().toISOString(),
        pin: { cid },
        delegates,
      })
    }
    const cid = decodeURIComponent(request.url().split('/pins/')[1] ?? '')
    return say(200, { requestid: cid, status: states.get(cid), created: '', pin: { cid }, delegates })
  }

  return {
    /** What it keeps, as a file that anybody may ask it for. */
    async car(): Promise<Buffer> {
      const [root = ''] = states.keys()
      const parts: Uint8Array[] = []
      for await (const part of writeCar(CID.parse(root), kept())) parts.push(part)
      return Buffer.concat(parts)
    },
    /** Multiaddrs at which pages may connect with it. */
    delegates,
    serve: (context: BrowserContext) => context.route(`${PINNING_SERVICE}/**`, answer),
    stop: () => helia.stop(),
  }
}

function linksIn(value: unknown): CID[] {
  const cid = CID.asCID(value)
  if (cid !== null) return [cid]
  if (typeof value !== 'object' || value === null || value instanceof Uint8Array) return []
  return Object.values(value).flatMap(linksIn)
}
