/** Two browsers on this machine: how long until they are linked, and until a post is on the other's screen. */
import type { Browser, Page } from 'playwright-core'
import { launchBrowser, Person } from '../e2e/harness/people'
import { startSite, type Site } from '../e2e/harness/site'
import { beside, median, type Bench, type Row } from './row'

const STARTS = 5
const WARM_POSTS = 3
const POSTS = 15
const ROUND_TRIPS = 200

export const conversation: Bench = {
  name: 'conversation',
  async run() {
    const site = await startSite()
    const browser = await launchBrowser()
    try {
      return await measure(browser, site)
    } finally {
      await browser.close()
      await site.stop()
    }
  },
}

async function measure(browser: Browser, site: Site): Promise<Row[]> {
  const alice = await Person.open(browser, site, 'Alice')
  const bob = await Person.open(browser, site, 'Bob')
  // tsx keeps the names of functions by a helper that a function sent to a page does not find there.
  for (const { context } of [alice, bob]) await context.addInitScript('globalThis.__name = (named) => named')
  await alice.begin()
  await bob.begin(await alice.inviteLink())
  await bob.follow()
  await bob.goTo('Connections')

  const starts: number[] = []
  for (let start = 0; start < STARTS; start += 1) starts.push(await untilLinked(bob.page))

  await bob.goTo('Latest')
  const posts: number[] = []
  for (let post = 0; post < WARM_POSTS + POSTS; post += 1) {
    const ms = await postToScreen(alice, bob, `Measured post ${post}`)
    if (post >= WARM_POSTS) posts.push(ms)
  }
  const roundTrip = await rawRoundTrip(alice.page, bob.page)
  return [
    {
      name: `start: navigation to first direct link, median of ${STARTS}`,
      value: median(starts),
      unit: 'ms',
    },
    ...beside(
      'ms',
      { name: `post: from the click to the other's screen, median of ${POSTS}`, value: median(posts) },
      { name: `post: raw data channel, round trip, median of ${ROUND_TRIPS}`, value: roundTrip },
    ),
  ]
}

/** Reloads the page, which shows its peers, and waits for the first one to be listed. */
export async function untilLinked(page: Page): Promise<number> {
  await page.reload()
  const linked = await page.waitForFunction(
    () => (document.querySelector('[aria-label="Peers"] li') === null ? false : performance.now()),
    undefined,
    { polling: 'raf', timeout: 60_000 },
  )
  return Number(await linked.jsonValue())
}

/** From the click on "Post" to the change of the other page's document; both clocks are this machine's. */
async function postToScreen(from: Person, to: Person, text: string): Promise<number> {
  const seen = to.page.evaluate(
    (wanted) =>
      new Promise<number>((resolve) => {
        const look = (): void => {
          if (!document.body.textContent.includes(wanted)) return
          observer.disconnect()
          resolve(performance.timeOrigin + performance.now())
        }
        const observer = new MutationObserver(look)
        observer.observe(document.body, { subtree: true, childList: true, characterData: true })
      }),
    text,
  )
  await from.goTo('Stream')
  await from.page.getByRole('textbox', { name: 'Write a post' }).fill(text)
  const clicked = from.page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const note = (): void => resolve(performance.timeOrigin + performance.now())
        document.addEventListener('click', note, { capture: true, once: true })
      }),
  )
  await from.page.getByRole('button', { name: 'Post', exact: true }).click()
  return (await seen) - (await clicked)
}

/** A WebRTC data channel between the same two pages with nothing on top of it, signalled by the test. */
async function rawRoundTrip(from: Page, to: Page): Promise<number> {
  await from.evaluate(() => {
    const connection = new RTCPeerConnection()
    const channel = connection.createDataChannel('raw')
    Object.assign(window, { bench: { connection, channel } })
  })
  const offer = await from.evaluate(async () => {
    const { connection } = (window as unknown as { bench: { connection: RTCPeerConnection } }).bench
    await connection.setLocalDescription()
    await new Promise<void>((resolve) => {
      if (connection.iceGatheringState === 'complete') resolve()
      connection.onicegatheringstatechange = () => {
        if (connection.iceGatheringState === 'complete') resolve()
      }
    })
    return connection.localDescription?.sdp ?? ''
  })
  const answer = await to.evaluate(async (sdp) => {
    const connection = new RTCPeerConnection()
    Object.assign(window, { bench: { connection } })
    connection.ondatachannel = ({ channel }) => {
      channel.onmessage = ({ data }) => channel.send(data as string)
    }
    await connection.setRemoteDescription({ type: 'offer', sdp })
    await connection.setLocalDescription()
    await new Promise<void>((resolve) => {
      if (connection.iceGatheringState === 'complete') resolve()
      connection.onicegatheringstatechange = () => {
        if (connection.iceGatheringState === 'complete') resolve()
      }
    })
    return connection.localDescription?.sdp ?? ''
  }, offer)
  const times = await from.evaluate(
    async ({ sdp, count }) => {
      const { bench } = window as unknown as {
        bench: { connection: RTCPeerConnection; channel: RTCDataChannel }
      }
      await bench.connection.setRemoteDescription({ type: 'answer', sdp })
      if (bench.channel.readyState !== 'open')
        await new Promise((resolve) => bench.channel.addEventListener('open', resolve, { once: true }))
      const roundTrips: number[] = []
      for (let trip = 0; trip < count; trip += 1) {
        const began = performance.now()
        const back = new Promise((resolve) => (bench.channel.onmessage = resolve))
        bench.channel.send('x'.repeat(300)) // About what a post of a sentence weighs.
        await back
        roundTrips.push(performance.now() - began)
      }
      return roundTrips
    },
    { sdp: answer, count: ROUND_TRIPS },
  )
  return median(times)
}
