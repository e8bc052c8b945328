import type { Connection, Stream, StreamHandler } from '@libp2p/interface'
import { multiaddr } from '@multiformats/multiaddr'
import { describe, expect, it } from 'vitest'
import { guarded, MAX_SIGNALS_PER_CONNECTION } from '../../src/peer/answered-signals'

const MALLORY = '12D3KooWH3uVF6wv47WnArKHk5p6cvgCJEb74UTmxztmQDc298L3'
const RELAYED = `/ip4/127.0.0.1/tcp/4001/ws/p2p/12D3KooWDiTrM8ygNgqPTcnNhwCjFmN7ZRVCQ1XRYnYyu1yK9Mgx/p2p-circuit/p2p/${MALLORY}`

/** What libp2p would call when somebody opens a stream of signals. */
async function signals(mayAnswer: () => boolean) {
  let handler: StreamHandler | undefined
  let answered = 0
  let aborted = 0
  const registrar = {
    handle: (_: string, given: StreamHandler) => {
      handler = given
      return Promise.resolve()
    },
  } as unknown as Parameters<typeof guarded>[0]
  await guarded(registrar, mayAnswer).handle('/webrtc-signaling/0.0.1', () => void (answered += 1))
  const stream = { abort: () => (aborted += 1) } as unknown as Stream
  const connection = (address: string): Connection =>
    ({ remoteAddr: multiaddr(address), remotePeer: MALLORY }) as unknown as Connection
  return {
    connection,
    open: (over: Connection) => handler?.(stream, over),
    counts: () => ({ answered, aborted }),
  }
}

describe('signals for a link', () => {
  it('[P20] are answered a few times over one connection through a relay, however often they come', async () => {
    const { connection, open, counts } = await signals(() => true)
    const relayed = connection(RELAYED)
    for (let count = 0; count < 100; count += 1) await open(relayed)
    expect(counts()).toEqual({
      answered: MAX_SIGNALS_PER_CONNECTION,
      aborted: 100 - MAX_SIGNALS_PER_CONNECTION,
    })
    await open(connection(RELAYED))
    expect(counts().answered).toBe(MAX_SIGNALS_PER_CONNECTION + 1)
  })

  it('[P20] are not taken from who is linked directly, nor when nobody else is to be answered', async () => {
    const linked = await signals(() => true)
    await linked.open(linked.connection(`/webrtc/p2p/${MALLORY}`))
    expect(linked.counts()).toEqual({ answered: 0, aborted: 1 })
    const full = await signals(() => false)
    await full.open(full.connection(RELAYED))
    expect(full.counts()).toEqual({ answered: 0, aborted: 1 })
  })
})
