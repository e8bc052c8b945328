/**
 * How much slower this machine is now than the one on which the figures of the time budgets were measured: two pages that do
 * nothing else pass small messages over a bare data channel, as everything between two of ours passes, beside the same
 * measured there. The work of one is the work of the other: two renderers, the browser between them, and the kernel.
 */
import type { Browser, Page } from 'playwright-core'

/** `npm run bench -- transfer` on a quiet machine at dbe193b: 1,000 messages of 300 B over a raw data channel. */
const QUIET_MS = 38
const MESSAGES = 1_000
const MESSAGE_BYTES = 300
const RUNS = 5
/** A machine slower than this says nothing about the page: where it is, a budget is as good as missed. */
const SLOWEST = 4

export interface PaceMeter {
  /** At least 1, at most {@link SLOWEST}: the median of some runs now, as a multiple of what the quiet machine took. */
  slowness(): Promise<number>
}

export async function measurePace(browser: Browser): Promise<PaceMeter> {
  const [asker, sender] = await Promise.all([idlePage(browser), idlePage(browser)])
  const offer = await asker.evaluate<string>('offer()')
  const answer = await sender.evaluate<string>(`answer(${JSON.stringify(offer)})`)
  await asker.evaluate(`connect(${JSON.stringify(answer)})`)
  await asker.evaluate('fetchAll()') // It warms up the compiler and the congestion window.
  return {
    async slowness() {
      const timesMs: number[] = []
      for (let run = 0; run < RUNS; run += 1) timesMs.push(await asker.evaluate<number>('fetchAll()'))
      const medianMs = timesMs.toSorted((a, b) => a - b)[RUNS >> 1] ?? Infinity
      return Math.min(SLOWEST, Math.max(1, medianMs / QUIET_MS))
    },
  }
}

/** In a context, so in a process, of its own. */
async function idlePage(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext()).newPage()
  await page.goto('about:blank')
  await page.evaluate(CHANNEL)
  return page
}

/** As text: tsx keeps the names of functions by a helper that is not there in a page. */
const CHANNEL = `(() => {
  let connection
  let channel
  const gathered = () =>
    new Promise((resolve) => {
      const look = () => connection.iceGatheringState === 'complete' && resolve(connection.localDescription.sdp)
      connection.onicegatheringstatechange = look
      look()
    })
  const send = () => {
    const message = new Uint8Array(${MESSAGE_BYTES})
    for (let sent = 0; sent < ${MESSAGES}; sent += 1) channel.send(message)
  }
  Object.assign(globalThis, {
    async offer() {
      connection = new RTCPeerConnection()
      channel = connection.createDataChannel('pace')
      await connection.setLocalDescription()
      return gathered()
    },
    async answer(sdp) {
      connection = new RTCPeerConnection()
      connection.ondatachannel = (event) => {
        channel = event.channel
        channel.onmessage = send
      }
      await connection.setRemoteDescription({ type: 'offer', sdp })
      await connection.setLocalDescription()
      return gathered()
    },
    async connect(sdp) {
      await connection.setRemoteDescription({ type: 'answer', sdp })
      if (channel.readyState !== 'open') await new Promise((resolve) => (channel.onopen = resolve))
    },
    fetchAll() {
      return new Promise((resolve) => {
        let left = ${MESSAGES}
        const began = performance.now()
        channel.onmessage = () => {
          left -= 1
          if (left === 0) resolve(performance.now() - began)
        }
        channel.send('all')
      })
    },
  })
})()`
