import { describe, expect, it } from 'vitest'
import { relayName } from '../../src/ui/format/relay-sentence'

describe('the name of a relay', () => {
  it('[U18] is that of its host, with the port where it is not the usual one', () => {
    const id = '/p2p/12D3KooWAlice'
    expect(relayName(`/dns4/relay.example.org/tcp/443/wss${id}`)).toBe('relay.example.org')
    expect(relayName(`/dns/relay.example.org/tcp/4001/tls/ws${id}`)).toBe('relay.example.org:4001')
    expect(relayName(`/ip4/127.0.0.1/tcp/9090/ws${id}`)).toBe('127.0.0.1:9090')
    expect(relayName(`/ip6/::1/tcp/9090/ws${id}`)).toBe('[::1]:9090')
    expect(relayName('/memory/1')).toBe('/memory/1')
  })
})
