import { describe, expect, it } from 'vitest'
import { readRelayAddress } from '../../src/peer/relay-address'

const ID = '12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN'
const read = (typed: string) => readRelayAddress(typed, false)
const secure = (typed: string) => readRelayAddress(typed, true)

describe('the address of a relay', () => {
  it('[RL1] is a WebSocket that ends in who the relay is, whatever spaces it has caught', () => {
    for (const address of [
      `/ip4/203.0.113.7/tcp/4001/ws/p2p/${ID}`,
      `/dns4/relay.example.org/tcp/443/wss/p2p/${ID}`,
      `/dns4/relay.example.org/tcp/443/tls/ws/p2p/${ID}`,
      `/ip6/2001:db8::1/tcp/443/wss/p2p/${ID}`,
    ])
      expect(read(`  ${address}\n`)).toEqual({ ok: true, value: address })
  })

  it('[RL1] that is wrong is refused, each for its own reason', () => {
    for (const typed of [
      '',
      'relay.example.org',
      'wss://relay.example.org',
      '/ip4/1.2.3.4/tcp/70000',
      '/'.repeat(600),
    ])
      expect(read(typed)).toEqual({ ok: false, error: 'not-an-address' })
    expect(read(`/ip4/203.0.113.7/udp/1/quic-v1/p2p/${ID}`)).toEqual({ ok: false, error: 'no-websocket' })
    for (const end of ['', '/p2p/nobody', `/p2p/${ID}/p2p-circuit/p2p/${ID}`])
      expect(read(`/dns4/relay.example.org/tcp/443/wss${end}`)).toEqual({ ok: false, error: 'no-relay-id' })
  })

  it('[RL1] in the clear is of use to a page that came in the clear, or to one of the same machine', () => {
    const clear = `/ip4/203.0.113.7/tcp/4001/ws/p2p/${ID}`
    expect(secure(clear)).toEqual({ ok: false, error: 'not-encrypted' })
    expect(secure(`/dns4/relay.example.org/tcp/443/tls/ws/p2p/${ID}`).ok).toBe(true)
    expect(secure(`/ip4/127.0.0.1/tcp/4001/ws/p2p/${ID}`).ok).toBe(true)
    expect(secure(`/ip4/127.0.0.1.evil.example/tcp/4001/ws/p2p/${ID}`).ok).toBe(false)
  })
})
