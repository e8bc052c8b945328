import { describe, expect, it } from 'vitest'
import { repeatMissedEvents, type InitChannel } from '../../src/peer/rtc-init-channel'

/** A channel as the browser gives it: its state moves on whether anybody listens or not. */
class Channel extends EventTarget implements InitChannel {
  readonly label: string
  readyState = 'connecting'

  constructor(label: string) {
    super()
    this.label = label
  }

  becomes(state: 'open' | 'closing' | 'closed'): void {
    this.readyState = state
    if (state === 'open') this.dispatchEvent(new Event('open'))
    if (state === 'closed') this.dispatchEvent(new Event('close'))
  }
}

/** What @libp2p/webrtc does on the dialling side, after the connection is up. */
async function waitForOpenThenClose(channel: InitChannel): Promise<'done'> {
  if (channel.readyState !== 'open') await heard(channel, 'open')
  await heard(channel, 'close')
  return 'done'
}

function heard(channel: EventTarget, type: string): Promise<void> {
  return new Promise((resolve) => channel.addEventListener(type, () => resolve(), { once: true }))
}

async function outcome(dial: Promise<'done'>): Promise<'done' | 'hangs'> {
  const soon = new Promise<'hangs'>((resolve) => setTimeout(() => resolve('hangs'), 20))
  return Promise.race([dial, soon])
}

describe('the repair of the init channel', () => {
  it('[P1] without it a dial hangs when the other side closed the channel before we looked', async () => {
    const channel = new Channel('init')
    channel.becomes('open')
    channel.becomes('closed')
    expect(await outcome(waitForOpenThenClose(channel))).toBe('hangs')
  })

  it('[P1] with it the same dial goes on', async () => {
    const channel = repeatMissedEvents(new Channel('init'))
    channel.becomes('open')
    channel.becomes('closed')
    expect(await outcome(waitForOpenThenClose(channel))).toBe('done')
  })

  it('[P1] a channel that closes without ever being seen open is told as open first', async () => {
    const channel = repeatMissedEvents(new Channel('init'))
    const dial = waitForOpenThenClose(channel)
    channel.becomes('closing')
    channel.becomes('closed')
    expect(await outcome(dial)).toBe('done')
  })

  it('[P1] a channel that opens and closes in time is told once', async () => {
    const channel = repeatMissedEvents(new Channel('init'))
    let opened = 0
    channel.addEventListener('open', () => (opened += 1))
    const dial = waitForOpenThenClose(channel)
    channel.becomes('open')
    await Promise.resolve()
    channel.becomes('closed')
    expect(await outcome(dial)).toBe('done')
    expect(opened).toBe(1)
  })

  it('[P1] other channels are left alone', async () => {
    const channel = repeatMissedEvents(new Channel('data'))
    channel.becomes('open')
    channel.becomes('closed')
    expect(await outcome(waitForOpenThenClose(channel))).toBe('hangs')
  })
})
