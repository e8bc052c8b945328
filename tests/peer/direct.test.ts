import { multiaddr } from '@multiformats/multiaddr'
import { describe, expect, it } from 'vitest'
import { isDirect } from '../../src/peer/direct'

const RELAY = '/ip4/127.0.0.1/tcp/4001/ws/p2p/12D3KooWDiTrM8ygNgqPTcnNhwCjFmN7ZRVCQ1XRYnYyu1yK9Mgx'
const PEER = '12D3KooWH3uVF6wv47WnArKHk5p6cvgCJEb74UTmxztmQDc298L3'
const isAt = (address: string, limits?: object) =>
  isDirect({ remoteAddr: multiaddr(address), ...(limits !== undefined && { limits }) })

describe('a link between two pages', () => {
  it('[RL8] is WebRTC, whether it was dialled through a relay or answered', () => {
    expect(isAt(`${RELAY}/p2p-circuit/webrtc/p2p/${PEER}`)).toBe(true)
    expect(isAt(`/webrtc/p2p/${PEER}`)).toBe(true)
    expect(isAt('/ip4/127.0.0.1/tcp/4001/ws')).toBe(true)
  })

  it('[RL8] is none that goes through a relay, whatever limits that states', () => {
    expect(isAt(`${RELAY}/p2p-circuit/p2p/${PEER}`, {})).toBe(false)
    expect(isAt(`${RELAY}/p2p-circuit/p2p/${PEER}`)).toBe(false)
    expect(isAt(`/webrtc/p2p/${PEER}/p2p-circuit/p2p/${PEER}`)).toBe(false)
  })
})
