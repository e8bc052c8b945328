/** Runs in two pages that are linked: blocks by bitswap through the page's own node, and bare data channels beside them. */
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import { sha256 } from 'multiformats/hashes/sha2'
import { generateDeviceKey } from '../../../src/identity/keys'
import { MAX_WANTS_OF_PEER } from '../../../src/peer/config'
import { ConnectionCount } from '../../../src/peer/connection-count'
import type { OpenOffer } from '../../../src/peer/direct-link'
import { addImageBlocks, readImageBlocks } from '../../../src/peer/image-blocks'
import { createNode, type Node } from '../../../src/peer/node'
import type { Offer } from '../../../src/peer/offer'
import type { BlockCid, NetworkId } from '../../../src/records/types'
import { IdbBlockStore } from '../../../src/storage/block-store'
import { openDatabase } from '../../../src/storage/open'

const LINK_TIMEOUT_MS = 20_000
const FETCH_TIMEOUT_MS = 120_000
/** A sender that has handed over so much waits until the browser has sent some of it. */
const RAW_AHEAD_BYTES = 1024 * 1024
const RAW_LOW_BYTES = 256 * 1024

interface Bench {
  readonly node: Node
  open: OpenOffer | null
}

let bench: Bench | null = null
let rawConnection: RTCPeerConnection | null = null
let rawChannel: RTCDataChannel | null = null

function started(): Bench {
  if (bench === null) throw new Error('startNode comes first')
  return bench
}

/** A node as the page's, over a new database, and half of a link. */
export async function startNode(): Promise<PlainOffer> {
  const db = await openDatabase(`bench-${crypto.randomUUID()}` as NetworkId, () => undefined)
  const node = await createNode({
    blockstore: new IdbBlockStore(db),
    transportKey: await generateDeviceKey(),
    stun: [],
    made: new ConnectionCount(() => undefined),
    isCutOff: () => false,
    isAnswered: () => true,
    isLetIn: () => true,
    isRelay: () => false,
    patience: { spent: () => 0, misbehaved: () => undefined },
  })
  const open = await node.libp2p.services.directLinks.open()
  bench = { node, open }
  return { ...open.offer, fingerprint: [...open.offer.fingerprint] }
}

/** As a test can carry it from one page to another. */
type PlainOffer = Omit<Offer, 'fingerprint'> & { readonly fingerprint: readonly number[] }

export async function link(theirs: PlainOffer): Promise<void> {
  const offer = { ...theirs, fingerprint: Uint8Array.from(theirs.fingerprint) }
  await started().open?.accept(offer, AbortSignal.timeout(LINK_TIMEOUT_MS))
}

/** Keeps so many random blocks; gives their CIDs. */
export async function keepBlocks(count: number, bytesEach: number): Promise<string[]> {
  const { blockstore } = started().node
  return Promise.all(
    Array.from({ length: count }, async () => {
      const bytes = crypto.getRandomValues(new Uint8Array(bytesEach))
      const cid = CID.createV1(raw.code, await sha256.digest(bytes))
      await blockstore.put(cid, bytes)
      return cid.toString()
    }),
  )
}

/** Milliseconds until all are here and kept. */
export async function fetchBlocks(cids: readonly string[]): Promise<number> {
  const { blockstore } = started().node
  const signal = AbortSignal.timeout(FETCH_TIMEOUT_MS)
  const began = performance.now()
  const waiting = cids.values()
  const lane = async (): Promise<void> => {
    for (const cid of waiting) {
      let bytes = 0
      for await (const part of blockstore.get(CID.parse(cid), { signal })) bytes += part.byteLength
      if (bytes === 0) throw new Error('a block without bytes came')
    }
  }
  // A peer sends no more than so many at a time (rule IM7).
  await Promise.all(Array.from({ length: MAX_WANTS_OF_PEER }, lane))
  return performance.now() - began
}

/** Keeps a file of random bytes as the page keeps an image; gives its root. */
export function keepFile(bytes: number): Promise<BlockCid> {
  return addImageBlocks(started().node, randomBytes(bytes))
}

/** Milliseconds until the file is here and kept. */
export async function fetchFile(root: BlockCid, bytes: number): Promise<number> {
  const began = performance.now()
  const got = await readImageBlocks(started().node, root, bytes, AbortSignal.timeout(FETCH_TIMEOUT_MS))
  if (got?.byteLength !== bytes) throw new Error('the file did not come')
  return performance.now() - began
}

function randomBytes(count: number): Uint8Array {
  const bytes = new Uint8Array(count)
  // A browser gives no more at once.
  for (let at = 0; at < count; at += 65_536) crypto.getRandomValues(bytes.subarray(at, at + 65_536))
  return bytes
}

/** A data channel with nothing on top: it answers "messages bytes" with so many messages of so many bytes. */
export async function offerRaw(): Promise<string> {
  rawConnection = new RTCPeerConnection()
  rawChannel = rawConnection.createDataChannel('raw')
  await rawConnection.setLocalDescription()
  return gathered(rawConnection)
}

export async function answerRaw(sdp: string): Promise<string> {
  const connection = (rawConnection = new RTCPeerConnection())
  connection.ondatachannel = ({ channel }) => {
    channel.bufferedAmountLowThreshold = RAW_LOW_BYTES
    channel.onmessage = ({ data }) => void send(channel, String(data))
  }
  await connection.setRemoteDescription({ type: 'offer', sdp })
  await connection.setLocalDescription()
  return gathered(connection)
}

export async function connectRaw(sdp: string): Promise<void> {
  await rawConnection?.setRemoteDescription({ type: 'answer', sdp })
  const channel = rawChannel
  if (channel === null) throw new Error('offerRaw comes first')
  if (channel.readyState !== 'open')
    await new Promise((resolve) => channel.addEventListener('open', resolve, { once: true }))
}

async function send(channel: RTCDataChannel, request: string): Promise<void> {
  const [messages = 0, bytesEach = 0] = request.split(' ').map(Number)
  const message = randomBytes(bytesEach) as Uint8Array<ArrayBuffer>
  for (let sent = 0; sent < messages; sent += 1) {
    if (channel.bufferedAmount > RAW_AHEAD_BYTES)
      await new Promise((resolve) => channel.addEventListener('bufferedamountlow', resolve, { once: true }))
    channel.send(message)
  }
}

/** Milliseconds from asking until the last of the messages is here. */
export async function fetchRaw(messages: number, bytesEach: number): Promise<number> {
  const channel = rawChannel
  if (channel === null) throw new Error('connectRaw comes first')
  channel.binaryType = 'arraybuffer'
  let left = messages
  const all = new Promise<void>((resolve) => {
    channel.onmessage = () => {
      left -= 1
      if (left === 0) resolve()
    }
  })
  const began = performance.now()
  channel.send(`${messages} ${bytesEach}`)
  await all
  return performance.now() - began
}

function gathered(connection: RTCPeerConnection): Promise<string> {
  return new Promise((resolve) => {
    const look = (): void => {
      if (connection.iceGatheringState === 'complete') resolve(connection.localDescription?.sdp ?? '')
    }
    connection.onicegatheringstatechange = look
    look()
  })
}
