/**
 * How the ledger travels: facts on a topic of their own, questions and answers over streams. What the bytes mean is
 * the host's business.
 */
import { TopicValidatorResult, type GossipSub } from '@libp2p/gossipsub'
import type { Connection, Libp2p, Stream } from '@libp2p/interface'
import { lpStream } from '@libp2p/utils'
import { multiaddr } from '@multiformats/multiaddr'
import {
  LEDGER_BURST,
  LEDGER_MESSAGES_PER_S,
  LEDGER_TIMEOUT_MS,
  MAX_LEDGER_MESSAGE_BYTES,
  MAX_LEDGER_STREAMS,
  MAX_LINKS,
} from './config'

/** A question brings up to two dozen facts. */
const ASK_COST = 8

export const LEDGER_PROTOCOL = '/synereo/amp/1'

export interface LedgerLineHost {
  /** Of a question; null for bytes that are none. */
  answer(from: string, question: Uint8Array): Promise<Uint8Array | null>
  /** False for bytes that are no fact: whoever passed them on is to blame. */
  hear(fact: Uint8Array): Promise<boolean>
  now(): number
}

type LedgerNode = Libp2p<{ pubsub: GossipSub }>

export class LedgerLine {
  readonly #libp2p: LedgerNode
  readonly #topic: string
  readonly #host: LedgerLineHost
  readonly #allowance = new Map<string, { left: number; atMs: number }>()

  constructor(libp2p: LedgerNode, topic: string, host: LedgerLineHost) {
    this.#libp2p = libp2p
    this.#topic = topic
    this.#host = host
  }

  async start(): Promise<void> {
    const { pubsub } = this.#libp2p.services
    pubsub.topicValidators.set(this.#topic, async (from, message) => {
      if (!this.#mayPassOn(from.toString())) return TopicValidatorResult.Ignore
      return (await this.#host.hear(message.data)) ? TopicValidatorResult.Accept : TopicValidatorResult.Reject
    })
    pubsub.subscribe(this.#topic)
    await this.#libp2p.handle(LEDGER_PROTOCOL, (stream, connection) => this.#asked(stream, connection), {
      maxInboundStreams: MAX_LEDGER_STREAMS,
    })
  }

  async stop(): Promise<void> {
    const { pubsub } = this.#libp2p.services
    pubsub.topicValidators.delete(this.#topic)
    pubsub.unsubscribe(this.#topic)
    await this.#libp2p.unhandle(LEDGER_PROTOCOL)
  }

  /** To everybody who listens; nobody there is no error. */
  async say(facts: readonly Uint8Array[]): Promise<void> {
    for (const fact of facts)
      await this.#libp2p.services.pubsub.publish(this.#topic, fact).catch(() => undefined)
  }

  /** Peers with a direct link that speak this protocol. */
  async neighbours(): Promise<string[]> {
    const direct = this.#libp2p
      .getConnections()
      .filter(({ limits, status }) => limits === undefined && status === 'open')
    const peers = [...new Map(direct.map(({ remotePeer }) => [remotePeer.toString(), remotePeer])).values()]
    const speaking = await Promise.all(
      peers.map(async (peer) => {
        const known = await this.#libp2p.peerStore.get(peer).catch(() => null)
        return known?.protocols.includes(LEDGER_PROTOCOL) === true ? peer.toString() : null
      }),
    )
    return speaking.filter((peer) => peer !== null)
  }

  /** @param to a linked peer's id, or an address to dial. Throws when there is no answer in time. */
  async ask(to: string, question: Uint8Array): Promise<Uint8Array> {
    const signal = AbortSignal.timeout(LEDGER_TIMEOUT_MS)
    const connection = await this.#connectionTo(to, signal)
    const stream = await connection.newStream(LEDGER_PROTOCOL, { signal })
    try {
      const wire = lpStream(stream, { maxDataLength: MAX_LEDGER_MESSAGE_BYTES })
      await wire.write(question, { signal })
      const answer = (await wire.read({ signal })).subarray()
      return answer
    } finally {
      stream.close({ signal }).catch(() => undefined)
    }
  }

  async #connectionTo(to: string, signal: AbortSignal): Promise<Connection> {
    const peerId = to.split('/p2p/').at(-1) ?? to
    const open = this.#libp2p.getConnections().find(({ remotePeer, limits, status }) => {
      return limits === undefined && status === 'open' && remotePeer.toString() === peerId
    })
    if (open !== undefined) return open
    if (!to.startsWith('/')) throw new Error('no link to ask over')
    return this.#libp2p.dial(multiaddr(to), { signal })
  }

  async #asked(stream: Stream, connection: Connection): Promise<void> {
    const signal = AbortSignal.timeout(LEDGER_TIMEOUT_MS)
    try {
      const wire = lpStream(stream, { maxDataLength: MAX_LEDGER_MESSAGE_BYTES })
      const from = connection.remotePeer.toString()
      const question = (await wire.read({ signal })).subarray()
      const answer = this.#mayPassOn(from, ASK_COST) ? await this.#host.answer(from, question) : null
      if (answer === null) throw new Error('no question of this protocol')
      await wire.write(answer, { signal })
      await stream.close({ signal })
    } catch {
      stream.abort(new Error('not answered'))
    }
  }

  #mayPassOn(peerId: string, cost = 1): boolean {
    const nowMs = this.#host.now()
    const { left, atMs } = this.#allowance.get(peerId) ?? { left: LEDGER_BURST, atMs: nowMs }
    const filled = left + (Math.max(0, nowMs - atMs) / 1_000) * LEDGER_MESSAGES_PER_S
    const allowance = { left: Math.min(LEDGER_BURST, filled) - cost, atMs: nowMs }
    if (allowance.left < 0) return false
    this.#allowance.delete(peerId)
    this.#allowance.set(peerId, allowance)
    const oldest = this.#allowance.keys().next()
    if (this.#allowance.size > MAX_LINKS * 4 && oldest.done === false) this.#allowance.delete(oldest.value)
    return true
  }
}
