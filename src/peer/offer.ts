/**
 * What one side must know of the other to open a WebRTC link to it: the few parts of a session description that differ
 * from one to the next, and the peer id that Noise will then ask proof of. Pure.
 *
 * Both sides make an offer, and each reads the other's offer as the answer to its own. So there is no first and second:
 * two codes go to and fro in any order. (Both then take the ICE agent for controlling, which ICE settles by itself,
 * RFC 8445 7.3.1.1; who opens DTLS is settled by the peer ids.)
 */
export interface Offer {
  readonly peerId: string
  readonly ufrag: string
  readonly password: string
  /** SHA-256 of the DTLS certificate. */
  readonly fingerprint: Uint8Array
  readonly candidates: readonly IceCandidate[]
}

export interface IceCandidate {
  readonly type: CandidateType
  /** An IP address, or a name that the browser gave its address: `<uuid>.local`. */
  readonly address: string
  readonly port: number
}

type CandidateType = 'host' | 'srflx'

/** A machine has a few addresses, of two versions, and each seen from outside; more only make the code long. */
export const MAX_ICE_CANDIDATES = 8
const FINGERPRINT_BYTES = 32
/** RFC 8839 5.4: ice-ufrag has 4 … 256 characters, ice-pwd 22 … 256; browsers use 4 and 24. */
const UFRAG = /^[A-Za-z0-9+/]{4,32}$/
const PASSWORD = /^[A-Za-z0-9+/]{22,64}$/
const MDNS = /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})\.local$/
/** No space and no line end: it is written into a line of a session description. */
const ADDRESS = /^[0-9A-Za-z.:-]{2,64}$/
const MAX_PEER_ID_CHARS = 64
const PEER_ID = /^[1-9A-HJ-NP-Za-km-z]+$/
/** RFC 8445 5.1.2: type preferences 126 and 100, the rest is equal for all. */
const PRIORITY: Readonly<Record<CandidateType, number>> = { host: 2_130_706_431, srflx: 1_694_498_815 }

/** Null when the browser described something that is no data channel over UDP. */
export function offerFrom(sdp: string, peerId: string): Offer | null {
  const value = (name: string): string => new RegExp(`^a=${name}:(.*)$`, 'm').exec(sdp)?.[1]?.trim() ?? ''
  const digits = /^sha-256 ((?:[0-9A-F]{2}:){31}[0-9A-F]{2})$/i.exec(value('fingerprint'))?.[1]
  if (digits === undefined) return null
  const candidates = [...sdp.matchAll(/^a=candidate:\S+ 1 udp \d+ (\S+) (\d+) typ (host|srflx)/gim)].map(
    ([, address = '', port, type]) => ({ type: type as CandidateType, address, port: Number(port) }),
  )
  return checked({
    peerId,
    ufrag: value('ice-ufrag'),
    password: value('ice-pwd'),
    fingerprint: Uint8Array.from(digits.split(':'), (byte) => parseInt(byte, 16)),
    candidates: candidates.slice(0, MAX_ICE_CANDIDATES),
  })
}

/** Their offer as the answer to ours. */
export function asAnswer(theirs: Offer, ourPeerId: string): string {
  const digits = [...theirs.fingerprint].map((byte) => byte.toString(16).padStart(2, '0')).join(':')
  return [
    'v=0',
    'o=- 0 0 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    'm=application 9 UDP/DTLS/SCTP webrtc-datachannel',
    'c=IN IP4 0.0.0.0',
    ...theirs.candidates.map(candidateLine),
    `a=ice-ufrag:${theirs.ufrag}`,
    `a=ice-pwd:${theirs.password}`,
    `a=fingerprint:sha-256 ${digits.toUpperCase()}`,
    `a=setup:${opensFirst(theirs.peerId, ourPeerId) ? 'active' : 'passive'}`,
    'a=mid:0',
    'a=sctp-port:5000',
    'a=max-message-size:262144',
    '',
  ].join('\r\n')
}

/** Both sides must think the same of who begins. */
export function opensFirst(peerId: string, otherPeerId: string): boolean {
  return peerId < otherPeerId
}

/** As a value of dag-cbor, short: `<uuid>.local` is sixteen bytes. */
export function offerFields({ peerId, ufrag, password, fingerprint, candidates }: Offer): unknown[] {
  const shorts = candidates.map(({ type, address, port }) => [
    type === 'host' ? 0 : 1,
    MDNS.test(address) ? bytesOfUuid(address) : address,
    port,
  ])
  return [peerId, ufrag, password, fingerprint, shorts]
}

/** Null for anything that no honest peer writes. */
export function readOffer(value: unknown): Offer | null {
  if (!Array.isArray(value) || value.length !== 5) return null
  const [peerId, ufrag, password, fingerprint, shorts] = value as readonly unknown[]
  if (typeof peerId !== 'string' || typeof ufrag !== 'string' || typeof password !== 'string') return null
  if (!(fingerprint instanceof Uint8Array) || !Array.isArray(shorts)) return null
  const candidates = shorts.map(readCandidate)
  if (!candidates.every((candidate) => candidate !== null)) return null
  return checked({ peerId, ufrag, password, fingerprint, candidates })
}

function readCandidate(value: unknown): IceCandidate | null {
  if (!Array.isArray(value) || value.length !== 3) return null
  const [type, where, port] = value as readonly unknown[]
  if ((type !== 0 && type !== 1) || typeof port !== 'number') return null
  const address = where instanceof Uint8Array && where.byteLength === 16 ? mdnsName(where) : where
  return typeof address === 'string' ? { type: type === 0 ? 'host' : 'srflx', address, port } : null
}

function checked(offer: Offer): Offer | null {
  const { peerId, ufrag, password, fingerprint, candidates } = offer
  const isWhole =
    peerId.length <= MAX_PEER_ID_CHARS &&
    PEER_ID.test(peerId) &&
    UFRAG.test(ufrag) &&
    PASSWORD.test(password) &&
    fingerprint.byteLength === FINGERPRINT_BYTES &&
    candidates.length <= MAX_ICE_CANDIDATES &&
    candidates.every(({ address, port }) => ADDRESS.test(address) && isPort(port))
  return isWhole ? offer : null
}

function isPort(port: number): boolean {
  return Number.isSafeInteger(port) && port > 0 && port < 65_536
}

function candidateLine({ type, address, port }: IceCandidate, index: number): string {
  const related = type === 'srflx' ? ' raddr 0.0.0.0 rport 0' : ''
  return `a=candidate:${index + 1} 1 udp ${PRIORITY[type] - index * 256} ${address} ${port} typ ${type}${related}`
}

function bytesOfUuid(name: string): Uint8Array {
  const digits = name.slice(0, -'.local'.length).replaceAll('-', '')
  return Uint8Array.from({ length: 16 }, (_, at) => parseInt(digits.slice(at * 2, at * 2 + 2), 16))
}

function mdnsName(bytes: Uint8Array): string {
  const digits = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')
  return `${digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}.local`
}
