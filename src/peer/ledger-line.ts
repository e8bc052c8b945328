/**
 * How the ledger travels: facts on a topic of their own, questions and answers over streams. What the bytes mean is
 * the host's business.
 */
import { TopicValidatorResult, type GossipSub } from '@libp2p/gossipsub'
import type { Connection, Libp2p, Stream } from '@libp2p/interface'
import { lpStream } from '@libp2p/utils'
import { multiaddr } from '@multiformats/multiaddr'
import { Allowance } from './allowance'
import {
  LEDGER_BURST,
  LEDGER_MESSAGES_PER_S,
  LEDGER_TIMEOUT_MS,
  MAX_LEDGER_MESSAGE_BYTES,
  MAX_LEDGER_STREAMS,
  MAX_LINKS,
} from './config'
import { isDirect } from './direct'

/** A question brings up to two dozen facts. */
const ASK_COST = 8

export const LEDGER_PROTOCOL = '/synereo/amp/1'

/** Passed on to others, of no use to them, or no fact at all. */
export type Heard = 'fact' | 'nothing-new' | 'no-fact'

const VERDICTS = {
  fact: TopicValidatorResult.Accept,
  'nothing-new': TopicValidatorResult.Ignore,
  'no-fact': TopicValidatorResult.Reject,
} as const satisfies Record<Heard, TopicValidatorResult>

/** Linked directly, and asked by its peer id. */
export interface LedgerNeighbour {
  readonly place: string
  /** Whose key has signed, for this link, that it is there; null of who has not said so. */
  readonly device: string | null
}

export interface LedgerLineHost {
  /**
   * Of a question; null for bytes that are none.
   * @param forged to be told when it brings what is signed by nobody
   */
  answer(from: string, question: Uint8Array, forged: () => void): Promise<Uint8Array | null>
  /** Whose device is at the other end of a link, as it has proven; null when it has not. */
  deviceAt?(peerId: string): string | null
  /** What is to become of it: whoever passed on what is refused is to blame. */
  hear(fact: Uint8Array): Promise<Heard>
  /** This neighbour passed on what is no fact, or asked about what nobody signed. */
  misbehaved?(from: string): void
  now(): number
}

/** What is spent on those who tell and ask. */
export interface LedgerLineBounds {
  readonly messagesPerS: number
  /** Whose share is remembered: as many as are connected, else who comes again under other names has it anew. */
  readonly peers: number
}

const BOUNDS_OF_A_PAGE: LedgerLineBounds = { messagesPerS: LEDGER_MESSAGES_PER_S, peers: MAX_LINKS * 4 }

type LedgerNode = Libp2p<{ pubsub: GossipSub }>

export class LedgerLine {
  readonly #libp2p: LedgerNode
  readonly #topic: string
  readonly #host: LedgerLineHost
  /** Apart: what a neighbour passes on for others must not take what it may ask for itself (rule AM110). */
  readonly #told: Allowance
  readonly #asked: Allowance

  constructor(libp2p: LedgerNode, topic: string, host: LedgerLineHost, bounds = BOUNDS_OF_A_PAGE) {
    this.#libp2p = libp2p
    this.#topic = topic
    this.#host = host
    const share = { burst: LEDGER_BURST, perSecond: bounds.messagesPerS, maxPeers: bounds.peers }
    this.#told = new Allowance(share)
    this.#asked = new Allowance(share)
  }

  async start(): Promise<void> {
    const { pubsub } = this.#libp2p.services
    pubsub.topicValidators.set(this.#topic, async (from, message) => {
      if (!this.#told.take(from.toString(), this.#host.now())) return TopicValidatorResult.Ignore
      const heard = await this.#host.hear(message.data)
      if (heard === 'no-fact') this.#host.misbehaved?.(from.toString())
      return VERDICTS[heard]
    })
    pubsub.subscribe(this.#topic)
    await this.#libp2p.handle(LEDGER_PROTOCOL, (stream, connection) => this.#answer(stream, connection), {
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
  async neighbours(): Promise<LedgerNeighbour[]> {
    const direct = this.#libp2p
      .getConnections()
      .filter((connection) => isDirect(connection) && connection.status === 'open')
    const peers = [...new Map(direct.map(({ remotePeer }) => [remotePeer.toString(), remotePeer])).values()]
    const speaking = await Promise.all(
      peers.map(async (peer) => {
        const known = await this.#libp2p.peerStore.get(peer).catch(() => null)
        return known?.protocols.includes(LEDGER_PROTOCOL) === true ? peer.toString() : null
      }),
    )
    return speaking
      .filter((peer) => peer !== null)
      .map((place) => ({ place, device: this.#host.deviceAt?.(place) ?? null }))
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
    const open = this.#libp2p.getConnections().find((connection) => {
      const { remotePeer, status } = connection
      return isDirect(connection) && status === 'open' && remotePeer.toString() === peerId
    })
    if (open !== undefined) return open
    if (!to.startsWith('/')) throw new Error('no link to ask over')
    return this.#libp2p.dial(multiaddr(to), { signal })
  }

  async #answer(stream: Stream, connection: Connection): Promise<void> {
    const signal = AbortSignal.timeout(LEDGER_TIMEOUT_MS)
    try {
      const wire = lpStream(stream, { maxDataLength: MAX_LEDGER_MESSAGE_BYTES })
      const from = connection.remotePeer.toString()
      const question = (await wire.read({ signal })).subarray()
      const mayAsk = this.#asked.take(from, this.#host.now(), ASK_COST)
      const answer = mayAsk
        ? await this.#host.answer(from, question, () => this.#host.misbehaved?.(from))
        : null
      if (answer === null) throw new Error('no question of this protocol')
      await wire.write(answer, { signal })
      await stream.close({ signal })
    } catch {
      stream.abort(new Error('not answered'))
    }
  }
}
