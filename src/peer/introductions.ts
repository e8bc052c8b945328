/**
 * New links with no relay alive: an acquaintance, linked with both sides, passes one offer on and the other back. It
 * carries a few hundred bytes and learns what a relay would learn; who is at the other end is proven on the link itself.
 */
import type { Connection, Libp2p, Stream } from '@libp2p/interface'
import { lpStream, type LengthPrefixedStream } from '@libp2p/utils'
import { decodeCanonical, encodeCanonical } from '../records/codec'
import {
  INTRODUCE_PROTOCOL,
  INTRODUCTION_BURST,
  INTRODUCTION_TIMEOUT_MS,
  INTRODUCTIONS_PER_S,
  MAX_INTRODUCTION_BYTES,
  MAX_INTRODUCTIONS,
  MAX_LINKS,
  MAX_OFFERS_TAKEN,
  MAX_OFFERS_TAKEN_OF_STRANGERS,
} from './config'
import { Allowance } from './allowance'
import { isDirect } from './direct'
import type { OpenOffer } from './direct-link'
import { offerFields, opensFirst, readOffer, type Offer } from './offer'

export interface IntroductionsHost {
  /** Makes an offer of our own. */
  open(): Promise<OpenOffer>
  /** Peers with a direct link. */
  direct(): ReadonlySet<string>
  /** False on a connection that is paid for by what goes over it. */
  mayPassOn(): boolean
  isCutOff(peerId: string): boolean
  /** Whether one of the connections that a page may make is spent on them. */
  isAnswered(peerId: string): boolean
  /** Whether one is spent on whomever this acquaintance says that it knows: it may make up their name. */
  mayIntroduce(acquaintance: string): boolean
  /** Whether this acquaintance is no stranger. */
  isNear(acquaintance: string): boolean
  now(): number
}

/** 'pass on' is said to the acquaintance, 'offer' by it; both are answered with an offer or with 'no'. */
type Message =
  | { readonly type: 'pass-on' | 'offer'; readonly peerId: string; readonly offer: Offer }
  | { readonly type: 'answer'; readonly offer: Offer }
  | { readonly type: 'no' }

export class Introductions {
  readonly #libp2p: Libp2p
  readonly #host: IntroductionsHost
  readonly #allowance = new Allowance({
    burst: INTRODUCTION_BURST,
    perSecond: INTRODUCTIONS_PER_S,
    // Only peers with a link ask; of those that left, as many are remembered.
    maxPeers: MAX_LINKS * 4,
  })
  /** Peers that we are asking for right now. */
  readonly #asked = new Set<string>()
  #passing = 0
  #taking = 0

  constructor(libp2p: Libp2p, host: IntroductionsHost) {
    this.#libp2p = libp2p
    this.#host = host
  }

  async start(): Promise<void> {
    await this.#libp2p.handle(INTRODUCE_PROTOCOL, (stream, connection) => this.#heard(stream, connection), {
      maxInboundStreams: MAX_INTRODUCTIONS,
    })
  }

  async stop(): Promise<void> {
    await this.#libp2p.unhandle(INTRODUCE_PROTOCOL)
  }

  /** Asks an acquaintance for a link with somebody it is linked with; throws when there is none in time. */
  async ask(acquaintance: string, peerId: string, signal: AbortSignal): Promise<void> {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(INTRODUCTION_TIMEOUT_MS)])
    const open = await this.#host.open()
    this.#asked.add(peerId)
    try {
      const message: Message = { type: 'pass-on', peerId, offer: open.offer }
      const answer = await this.#exchange(acquaintance, message, limited)
      if (answer.type !== 'answer' || answer.offer.peerId !== peerId) throw new Error('not introduced')
      await open.accept(answer.offer, limited)
    } catch (error) {
      open.close()
      throw error
    } finally {
      this.#asked.delete(peerId)
    }
  }

  async #heard(stream: Stream, connection: Connection): Promise<void> {
    const from = connection.remotePeer.toString()
    const signal = AbortSignal.timeout(INTRODUCTION_TIMEOUT_MS)
    const wire = lpStream(stream, { maxDataLength: MAX_INTRODUCTION_BYTES })
    try {
      const message = await read(wire, signal)
      const isFree = isDirect(connection) && this.#allowance.take(from, this.#host.now())
      if (message?.type === 'pass-on' && isFree && message.offer.peerId === from)
        await write(wire, await this.#passOn(message.peerId, from, message.offer, signal), signal)
      else if (message?.type === 'offer' && isFree && message.offer.peerId === message.peerId)
        await this.#take(wire, from, message.offer, signal)
      else await write(wire, { type: 'no' }, signal)
      await stream.close({ signal })
    } catch {
      stream.abort(new Error('no introduction'))
    }
  }

  async #passOn(to: string, from: string, offer: Offer, signal: AbortSignal): Promise<Message> {
    const isFull = this.#passing >= MAX_INTRODUCTIONS
    if (isFull || !this.#host.mayPassOn() || !this.#host.direct().has(to)) return { type: 'no' }
    this.#passing += 1
    try {
      const answer = await this.#exchange(to, { type: 'offer', peerId: from, offer }, signal)
      return answer.type === 'answer' ? answer : { type: 'no' }
    } catch {
      return { type: 'no' }
    } finally {
      this.#passing -= 1
    }
  }

  /** Somebody whom the acquaintance knows wants a link with us. */
  async #take(
    wire: LengthPrefixedStream<Stream>,
    from: string,
    theirs: Offer,
    signal: AbortSignal,
  ): Promise<void> {
    const linked = this.#host.direct()
    const { peerId } = theirs
    // Two that ask for each other at once need one link, not two.
    const isOurs = this.#asked.has(peerId) && opensFirst(this.#libp2p.peerId.toString(), peerId)
    const isUnwanted = linked.size >= MAX_LINKS || linked.has(peerId) || this.#host.isCutOff(peerId)
    const isRefused = isUnwanted || !this.#host.mayIntroduce(from) || !this.#host.isAnswered(peerId)
    const places = this.#host.isNear(from) ? MAX_OFFERS_TAKEN : MAX_OFFERS_TAKEN_OF_STRANGERS
    if (isOurs || isRefused || this.#taking >= places) return write(wire, { type: 'no' }, signal)
    this.#taking += 1
    try {
      const open = await this.#host.open()
      try {
        await write(wire, { type: 'answer', offer: open.offer }, signal)
        await open.accept(theirs, signal)
      } catch {
        open.close()
      }
    } finally {
      this.#taking -= 1
    }
  }

  async #exchange(peerId: string, message: Message, signal: AbortSignal): Promise<Message> {
    const connection = this.#libp2p.getConnections().find((open) => {
      return isDirect(open) && open.status === 'open' && open.remotePeer.toString() === peerId
    })
    if (connection === undefined) throw new Error('no link to ask over')
    const stream = await connection.newStream(INTRODUCE_PROTOCOL, { signal })
    try {
      const wire = lpStream(stream, { maxDataLength: MAX_INTRODUCTION_BYTES })
      await write(wire, message, signal)
      const answer = await read(wire, signal)
      if (answer === null) throw new Error('no message of this protocol')
      return answer
    } finally {
      stream.close({ signal }).catch(() => undefined)
    }
  }
}

async function write(
  wire: LengthPrefixedStream<Stream>,
  message: Message,
  signal: AbortSignal,
): Promise<void> {
  await wire.write(encodeIntroduction(message), { signal })
}

async function read(wire: LengthPrefixedStream<Stream>, signal: AbortSignal): Promise<Message | null> {
  return decodeIntroduction((await wire.read({ signal })).subarray())
}

export function encodeIntroduction(message: Message): Uint8Array {
  if (message.type === 'no') return encodeCanonical(['no'])
  const fields = offerFields(message.offer)
  return encodeCanonical(
    message.type === 'answer' ? ['answer', fields] : [message.type, message.peerId, fields],
  )
}

/** Null for bytes that are no message. */
export function decodeIntroduction(bytes: Uint8Array): Message | null {
  const decoded = decodeCanonical(bytes)
  if (!decoded.ok || !Array.isArray(decoded.value)) return null
  const [type, ...rest] = decoded.value as readonly unknown[]
  if (type === 'no' && rest.length === 0) return { type }
  const offer = readOffer(rest.at(-1))
  if (offer === null) return null
  if (type === 'answer' && rest.length === 1) return { type, offer }
  const [peerId] = rest
  const isAsked = (type === 'pass-on' || type === 'offer') && rest.length === 2 && typeof peerId === 'string'
  return isAsked ? { type, peerId, offer } : null
}
