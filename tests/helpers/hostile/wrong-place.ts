/** Well-formed records that do not belong where they want to stand: place, time, network, author, device, signature. */
import { encode } from '@ipld/dag-cbor'
import { CID } from 'multiformats/cid'
import { DEVICE_DOMAIN, domainMessage, ENTRY_DOMAIN } from '../../../src/identity/domain'
import { publicKeyOf } from '../../../src/identity/person-id'
import { concatBytes, utf8 } from '../../../src/lib/bytes'
import { decodeCanonical } from '../../../src/records/codec'
import { readEntry } from '../../../src/records/entry'
import { networkIdOf } from '../../../src/records/network-id'
import type { NetworkId, RecordBlocks } from '../../../src/records/types'
import { testDevice, testPerson } from '../test-person'
import type { Forger } from './forger'
import type { HostileRecord } from './types'

const POST = encode({ text: 'hello', tags: [], images: [] })
const OTHER_POST = encode({ text: 'jello', tags: [], images: [] })
/** 1 January 2100: ahead of every clock that runs these tests. */
const FAR_FUTURE_MS = 4_102_444_800_000
/** The order of the group of Ed25519, little-endian: a signature's second half plus this has the same meaning. */
const GROUP_ORDER = 2n ** 252n + 27742317777372353535851937790883648493n

export async function wrongPlace(forger: Forger): Promise<HostileRecord[]> {
  return [
    ...(await wrongLogPlace(forger)),
    ...(await wrongBlocks(forger)),
    ...(await wrongSignature(forger)),
    ...(await wrongCertificate(forger)),
  ]
}

async function wrongLogPlace(forger: Forger): Promise<HostileRecord[]> {
  const { head, log } = forger
  const [first, second] = log.records
  if (first === undefined || second === undefined) throw new Error('expected a log of two entries or more')
  const { seq, prev } = head.header
  const headPrev = prev === null ? null : CID.parse(prev)
  const unknown = CID.parse(await networkIdOf({ name: 'nothing that is a record' }))
  const elsewhere = CID.parse(await networkIdOf({ v: 1, name: 'another network' }))
  const stranger = await testPerson('mallory')
  const certificate = await forger.root.certify(log.network, log.signer.device)
  const foreign = CID.parse(log.foreign)
  return [
    refused(
      'an entry two places behind the head',
      'gap',
      await forger.record('post', POST, { seq: seq + 2 }),
    ),
    refused(
      'an entry at the greatest seq',
      'gap',
      await forger.record('post', POST, { seq: Number.MAX_SAFE_INTEGER }),
    ),
    refused(
      'an entry of a log of which nothing is held',
      'gap',
      await forger.record('post', POST, { person: publicKeyOf(stranger.id) }),
    ),
    refused('the last entry once more', 'duplicate', last(forger)),
    refused('the first entry once more', 'duplicate', first),
    refused(
      'the second entry once more, without its body',
      mayLackBody(second) ? 'duplicate' : 'body-missing',
      {
        entry: second.entry,
        body: null,
      },
    ),
    refused(
      'another entry at the place of the last',
      'fork',
      await forger.record('post', POST, { seq, prev: headPrev }),
    ),
    refused('another beginning of the log', 'fork', await forger.firstOf(log.signer, certificate)),
    refused(
      'an entry behind the one before the last',
      'fork',
      await forger.record('post', POST, { prev: headPrev }),
    ),
    refused(
      'an entry behind something unknown',
      'fork',
      await forger.record('post', POST, { prev: unknown }),
    ),
    refused(
      'a fork that its author did not sign',
      'bad-signature',
      await forger.record('post', POST, { seq, prev: headPrev, sig: new Uint8Array(64) }),
    ),
    refused(
      'a device in the middle of a log',
      'bad-schema',
      await forger.says('device', { certificate, label: 'again' }),
    ),
    refused(
      'an entry dated before the one it follows',
      'before-previous',
      await forger.record('post', POST, { time: head.header.time - 1 }),
    ),
    refused(
      'an entry dated at the beginning of time',
      'before-previous',
      await forger.record('post', POST, { time: 0 }),
    ),
    refused(
      'an entry of the year 2100',
      'from-the-future',
      await forger.record('post', POST, { time: FAR_FUTURE_MS }),
    ),
    refused(
      'an entry at the end of time',
      'from-the-future',
      await forger.record('post', POST, { time: Number.MAX_SAFE_INTEGER }),
    ),
    refused(
      'an entry of another network',
      'other-network',
      await forger.record('post', POST, { network: elsewhere }),
    ),
    refused(
      'an undo of what somebody else did',
      'wrong-author',
      await forger.says('undo', { entry: foreign }),
    ),
    refused(
      "a retraction of somebody else's post",
      'wrong-author',
      await forger.says('retract', { entry: foreign }),
    ),
  ]
}

async function wrongBlocks(forger: Forger): Promise<HostileRecord[]> {
  const { entry } = await forger.record('post', POST)
  const missized = await forger.record('post', POST, { size: POST.byteLength + 1 })
  const unlike = encode({ text: 'no', tags: [], images: [] })
  return [
    refused('the body of another post of the same length', 'body-mismatch', { entry, body: OTHER_POST }),
    refused('a shorter body', 'body-mismatch', { entry, body: unlike }),
    refused('an empty body', 'body-mismatch', { entry, body: new Uint8Array(0) }),
    refused('a body with a byte behind it', 'body-mismatch', {
      entry,
      body: concatBytes(POST, Uint8Array.of(0)),
    }),
    refused('a body of another size than signed', 'body-mismatch', missized),
    refused('an entry as its own body', 'body-mismatch', { entry, body: entry }),
    refused('a post signed as a like', 'bad-schema', await forger.record('like', POST)),
  ]
}

async function wrongSignature(forger: Forger): Promise<HostileRecord[]> {
  const fields = await forger.fields('post', POST)
  const good = await forger.signed(fields)
  const signature = good.sig as Uint8Array
  const { signer } = forger.log
  const other = testDevice('mallory')
  const signs = (message: Uint8Array): Promise<Uint8Array> => signer.sign(message)
  const signatures: readonly (readonly [string, Uint8Array])[] = [
    ['a signature of noughts', new Uint8Array(64)],
    ['a signature with one bit changed', signature.map((byte, index) => (index === 40 ? byte ^ 1 : byte))],
    ['a signature with its halves swapped', concatBytes(signature.subarray(32), signature.subarray(0, 32))],
    ['a signature with the group order added to it', addGroupOrder(signature)],
    ['a signature of another device', await other.sign(domainMessage(ENTRY_DOMAIN, encode(fields)))],
    ['a signature by the root key', await forger.root.certify(forger.log.network, signer.device)],
    ['a signature without a domain', await signs(encode(fields))],
    ['a signature for a certificate', await signs(domainMessage(DEVICE_DOMAIN, encode(fields)))],
    ['a signature whose domain has no length', await signs(concatBytes(utf8(ENTRY_DOMAIN), encode(fields)))],
    ['a signature of the body', await signs(domainMessage(ENTRY_DOMAIN, POST))],
    ['the signature of the entry before', forger.head.signature],
  ]
  const records = signatures.map(([name, sig]) =>
    refused(name, 'bad-signature', { entry: encode({ ...fields, sig }), body: POST }),
  )
  const later = encode({ ...good, time: forger.head.header.time + 1 })
  const changed = encode({ ...good, body: (await forger.fields('post', OTHER_POST)).body })
  return [
    ...records,
    refused('an entry dated anew after it was signed', 'bad-signature', { entry: later, body: POST }),
    refused('an entry given another body after it was signed', 'bad-signature', {
      entry: changed,
      body: OTHER_POST,
    }),
    refused('a forged entry without its body', 'bad-signature', { entry: later, body: null }),
  ]
}

async function wrongCertificate(forger: Forger): Promise<HostileRecord[]> {
  const { root } = forger
  const { network, person } = forger.log
  const fresh = testDevice('fresh')
  const stranger = await testPerson('mallory')
  const certificate = await root.certify(network, fresh.device)
  const otherNetwork: NetworkId = await networkIdOf({ v: 1, name: 'another network' })
  const inOtherDomain = await fresh.sign(
    domainMessage(ENTRY_DOMAIN, concatBytes(publicKeyOf(person), publicKeyOf(fresh.device), utf8(network))),
  )
  const certificates: readonly (readonly [string, Uint8Array])[] = [
    ['a certificate by another person', await stranger.root.certify(network, fresh.device)],
    ['a certificate for another network', await root.certify(otherNetwork, fresh.device)],
    ['a certificate for another device', await root.certify(network, forger.log.signer.device)],
    ['a certificate by the device itself', inOtherDomain],
    ['a certificate of noughts', new Uint8Array(64)],
    ['a certificate with one bit changed', certificate.map((byte, index) => (index === 0 ? byte ^ 1 : byte))],
  ]
  const records: HostileRecord[] = []
  for (const [name, forged] of certificates) {
    records.push(refused(name, 'bad-certificate', await forger.firstOf(fresh, forged)))
  }
  const first = await forger.firstOf(fresh, certificate)
  const asStranger = { person: publicKeyOf(stranger.id) }
  const start = { device: publicKeyOf(fresh.device), seq: 0, prev: null }
  return [
    ...records,
    refused(
      'a device that claims to be of another person',
      'bad-certificate',
      await forger.firstOf(fresh, certificate, asStranger),
    ),
    refused(
      'a certified device whose first entry another device signed',
      'bad-signature',
      await forger.firstOf(fresh, certificate, {}, forger.log.signer),
    ),
    refused(
      'a log that begins with a post',
      'unknown-device',
      await forger.record('post', POST, start, fresh),
    ),
    refused('a first entry without its certificate', 'body-missing', { entry: first.entry, body: null }),
    refused('a certificate of 63 bytes', 'bad-schema', await forger.firstOf(fresh, certificate.subarray(1))),
  ]
}

function refused(name: string, reason: HostileRecord['reason'], blocks: RecordBlocks): HostileRecord {
  return { name, reason, blocks }
}

function last(forger: Forger): RecordBlocks {
  const blocks = forger.log.records.at(-1)
  if (blocks === undefined) throw new Error('expected a log that is not empty')
  return blocks
}

/** The same signature to a lenient verifier: s is only meant modulo the order, and a strict one refuses s ≥ order. */
function addGroupOrder(signature: Uint8Array): Uint8Array {
  const scalar = signature.subarray(32)
  let sum = GROUP_ORDER
  scalar.forEach((byte, index) => {
    sum += BigInt(byte) << BigInt(8 * index)
  })
  const raised = scalar.map((_, index) => Number((sum >> BigInt(8 * index)) & 0xffn))
  return concatBytes(signature.subarray(0, 32), raised)
}

/** Only what people wrote can be withdrawn, and is then there without its body. */
function mayLackBody({ entry }: RecordBlocks): boolean {
  const decoded = decodeCanonical(entry)
  const kind = decoded.ok ? readEntry(decoded.value)?.kind : undefined
  return kind === 'post' || kind === 'comment'
}
