import { describe, expect, it } from 'vitest'
import { readTraffic } from '../../src/peer/link-traffic'

const way = { type: 'candidate-pair', state: 'succeeded' }

describe('what a link has carried', () => {
  it('[NV3] is what went over every way that worked, and the answer takes as long as on the one in use', () => {
    const stats = [
      { type: 'transport', bytesSent: 9999 },
      { ...way, bytesSent: 100, bytesReceived: 50, currentRoundTripTime: 0.3 },
      { ...way, nominated: true, bytesSent: 2000, bytesReceived: 700, currentRoundTripTime: 0.04 },
      { ...way, state: 'failed', bytesSent: 5, currentRoundTripTime: 9 },
    ]
    expect(readTraffic(stats)).toEqual({ roundTripMs: 40, sentBytes: 2100, receivedBytes: 750 })
  })

  it('[NV3] is not known before a way works, and the answer not before it was measured', () => {
    expect(readTraffic([{ ...way, state: 'in-progress', bytesSent: 5 }, null])).toBeNull()
    expect(readTraffic([{ ...way, bytesSent: 5, bytesReceived: 6 }])).toEqual({
      roundTripMs: null,
      sentBytes: 5,
      receivedBytes: 6,
    })
  })
})
