/**
 * Bob's page lacks thousands of entries that two other pages hold, and alice goes on posting. The people are real pages
 * of the built site; only what they hold at the beginning is put there.
 */
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { build } from 'vite'
import { networkIdOf } from '../../../src/records/network-id'
import type { NetworkId } from '../../../src/records/types'
import { networkWith, ROOT } from '../../../tools/site'
import { entriesIn } from './heard'
import type { Seed } from '../pages/seed'
import { Person, until } from './people'
import type { Site } from './site'
import { timeTasks, type TimedTask } from './task-time'

const POST_EVERY_MS = 1_000
const CATCH_UP_MS = 300_000

export interface Backlog {
  /** Entries of alice's log. */
  readonly own: number
  /** Logs of others, of whom nobody is there, and the entries of each. */
  readonly others: number
  readonly ofEach: number
  readonly interruptions: number
}

export interface CaughtUp {
  /** From bob's page being opened until he holds everything. */
  readonly ms: number
  readonly needed: number
  readonly received: number
  /** Entries that were asked for and came more than once. */
  readonly twice: number
  /** Entries that came once more because they were told unasked. */
  readonly early: number
  /** What alice wrote meanwhile. */
  readonly posted: number
  readonly receivedBytes: number
  /** From alice's click to bob's screen, of posts while all three pages were there and linked. */
  readonly freshMs: readonly number[]
  /** Of those that were posted while one was loaded; Infinity for one that stands further down than bob's list is drawn. */
  readonly interruptedMs: readonly number[]
  /** What alice wrote meanwhile and bob does not hold at the end. */
  readonly lost: readonly string[]
  /** Of bob's page. */
  readonly tasks: readonly TimedTask[]
  readonly faults: readonly string[]
}

interface Told {
  readonly text: string
  readonly at: number
}

export async function catchUp(browser: Browser, site: Site, backlog: Backlog): Promise<CaughtUp> {
  const [alice, bob, dora] = await Promise.all(
    ['Alice', 'Bob', 'Dora'].map((name) => Person.open(browser, site, name)),
  )
  if (alice === undefined || bob === undefined || dora === undefined) throw new Error('there are three')
  const everybody = [alice, bob, dora]
  const clicks = new Map<string, number>()
  const sights = new Map<string, number>()
  await alice.page.exposeFunction('tellClick', ({ text, at }: Told) => clicks.set(text, at))
  await bob.page.exposeFunction('tellSight', ({ text, at }: Told) => {
    if (!sights.has(text)) sights.set(text, at)
  })
  // tsx keeps the names of functions by a helper that a function sent to a page does not find there.
  for (const { context } of everybody) await context.addInitScript('globalThis.__name = (named) => named')
  await alice.page.addInitScript(tellClicks)
  await bob.page.addInitScript(watch)
  for (const person of everybody) await person.begin()
  const network = await networkIdOf((await networkWith([])).manifest)
  await fill(site, network, backlog, { alice, bob, dora })
  const before = await held(bob.page)
  const needed = (await held(alice.page)) - before

  await Promise.all(
    [alice, dora].map(async (person) => {
      await person.page.goto(site.url)
      await person.ready()
    }),
  )
  const times = await timeTasks(browser)
  await times.watch(bob.page)
  const beganMs = Date.now()
  await bob.page.goto(`${site.url}#/latest`)
  const heard: Uint8Array[][] = []
  const away: { from: number; to: number }[] = []
  let posted = 0
  let isDone = false
  const posting = (async () => {
    while (!isDone) {
      const next = Date.now() + POST_EVERY_MS
      posted += 1
      await alice.post(`Fresh post number ${posted}.`)
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, next - Date.now())))
    }
  })()
  await until('bob gets something', async () => (await held(bob.page)) > before, CATCH_UP_MS)
  away.push({ from: beganMs, to: Date.now() })
  for (let count = 1; count <= backlog.interruptions + 1; count += 1) {
    const goal = before + (needed * count) / (backlog.interruptions + 1)
    await until(`bob holds ${goal} entries`, async () => (await held(bob.page)) >= goal, CATCH_UP_MS)
    if (count > backlog.interruptions) break
    const from = Date.now()
    // Every other time it is a holder that goes away and comes back.
    const who: Person = count % 2 === 1 ? bob : dora
    if (who === bob) await collect()
    await who.page.reload()
    await who.ready()
    // More than came before it was loaded: there are links again.
    const kept = await held(bob.page)
    await until('bob gets more', async () => (await held(bob.page)) > kept, CATCH_UP_MS)
    away.push({ from, to: Date.now() })
  }
  const ms = Date.now() - beganMs
  isDone = true
  await posting
  await until('bob sees the last', () => Promise.resolve(sights.has(`Fresh post number ${posted}.`)), 30_000)
  await collect()
  const tasks = await times.stop()
  const kept = await freshHeld(bob.page)
  const faults = everybody.flatMap((person) => person.faults)
  const delays = [...clicks].map(([text, at]) => {
    const to = sights.get(text) ?? Infinity
    return { ms: to - at, isCalm: away.every((pause) => to < pause.from || at > pause.to) }
  })
  const entries = entriesIn(heard)
  for (const { context } of everybody) await context.close()
  return {
    ms,
    needed,
    posted,
    ...entries,
    freshMs: delays.filter(({ isCalm }) => isCalm).map((delay) => delay.ms),
    interruptedMs: delays.filter(({ isCalm }) => !isCalm).map((delay) => delay.ms),
    lost: [...clicks.keys()].filter((text) => !kept.has(text)),
    tasks,
    faults,
  }

  async function collect(): Promise<void> {
    // Since bob's page was loaded. A piece at a time: all at once would be the longest task of the page.
    const base = heard.length
    for (;;) {
      const part = await bob?.page.evaluate(() => (window as unknown as Watched).watched())
      if (part === undefined || part.length === 0) return
      for (const { channel, text } of part) {
        while (heard.length <= base + channel) heard.push([])
        heard[base + channel]?.push(Buffer.from(text, 'base64'))
      }
    }
  }
}

async function fill(
  site: Site,
  network: NetworkId,
  { own, others, ofEach }: Backlog,
  people: { readonly alice: Person; readonly bob: Person; readonly dora: Person },
): Promise<void> {
  const code = await seedCode()
  const pages = [people.alice.page, people.bob.page, people.dora.page]
  for (const page of pages) {
    // A page that names no icon is asked for one at an address where there is none.
    await page.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }))
    await page.goto(`${site.url}network.json`)
    await page.evaluate(code)
  }
  const [alice, bob, dora] = pages as [Page, Page, Page]
  const log = await alice.evaluate(
    ({ network: id, own: count }) => (globalThis as unknown as { seed: Seed }).seed.writeOwnPosts(id, count),
    { network, own },
  )
  const followed = await Promise.all(
    pages.map((page) =>
      page.evaluate(
        (name) =>
          new Promise<string>((resolve, reject) => {
            const opening = indexedDB.open(name)
            opening.onerror = () => reject(new Error('no database'))
            opening.onsuccess = () => {
              const reading = opening.result.transaction('self').objectStore('self').get('self')
              reading.onsuccess = () => {
                opening.result.close()
                resolve((reading.result as { person: string }).person)
              }
            }
          }),
        `synereo-${network}`,
      ),
    ),
  )
  await keep(dora, network, log)
  const strangers: string[] = []
  for (let count = 0; count < others; count += 1) {
    const made = await alice.evaluate(
      ({ network: id, ofEach: entries }) =>
        (globalThis as unknown as { seed: Seed }).seed.makeAuthor(id, entries),
      { network, ofEach },
    )
    strangers.push(made.person)
    await keep(alice, network, made.log)
    await keep(dora, network, made.log)
  }
  for (const [page, self] of [
    [alice, 0],
    [bob, 1],
    [dora, 2],
  ] as const)
    await page.evaluate(
      ({ network: id, wanted }) =>
        (globalThis as unknown as { seed: Seed }).seed.followAll(id, wanted as never),
      { network, wanted: [...followed.filter((_, index) => index !== self), ...strangers] },
    )
}

async function keep(page: Page, network: NetworkId, log: string): Promise<void> {
  await page.evaluate(
    ({ network: id, log: text }) => (globalThis as unknown as { seed: Seed }).seed.keep(id, text),
    { network, log },
  )
}

/** Entries in the database of a page, counted without the app. */
function held(page: Page): Promise<number> {
  return page
    .evaluate(async () => {
      const [{ name = '' } = {}] = (await indexedDB.databases()).filter((db) =>
        db.name?.startsWith('synereo-'),
      )
      return new Promise<number>((resolve, reject) => {
        const opening = indexedDB.open(name)
        opening.onerror = () => reject(new Error('no database'))
        opening.onsuccess = () => {
          const counting = opening.result.transaction('entries').objectStore('entries').count()
          counting.onsuccess = () => {
            opening.result.close()
            resolve(counting.result)
          }
        }
      })
    })
    .catch(() => 0) // The page is just being loaded.
}

/** The fresh posts in the database of a page, read without the app: a list draws only what is near the screen. */
async function freshHeld(page: Page): Promise<Set<string>> {
  const texts = await page.evaluate(async () => {
    const [{ name = '' } = {}] = (await indexedDB.databases()).filter((db) => db.name?.startsWith('synereo-'))
    const rows = await new Promise<unknown[]>((resolve, reject) => {
      const opening = indexedDB.open(name)
      opening.onerror = () => reject(new Error('no database'))
      opening.onsuccess = () => {
        const reading = opening.result.transaction('entries').objectStore('entries').getAll()
        reading.onsuccess = () => {
          opening.result.close()
          resolve(reading.result)
        }
      }
    })
    const textsIn = (value: unknown): string[] => {
      if (value instanceof Uint8Array)
        return new TextDecoder('latin1').decode(value).match(/Fresh post number \d+\./g) ?? []
      return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
    }
    return rows.flatMap(textsIn)
  })
  return new Set(texts)
}

async function seedCode(): Promise<string> {
  const entry = join(ROOT, 'tests/e2e/pages/seed.ts')
  const built = await build({
    configFile: false,
    logLevel: 'error',
    root: ROOT,
    build: { write: false, minify: false, lib: { entry, formats: ['es'], fileName: 'seed' } },
  })
  const [output] = Array.isArray(built) ? built : [built]
  if (output === undefined || !('output' in output)) throw new Error('nothing was built')
  // Evaluated, so that no policy of the page is asked; it awaits and exports nothing.
  return `(async () => {${output.output[0].code}})()`
}

interface Watched {
  /** The next of what was heard, of each channel in its order; nothing once all was told. */
  watched(): { readonly channel: number; readonly text: string }[]
}

function tellClicks(): void {
  document.addEventListener(
    'click',
    (event) => {
      const text = document.querySelector('textarea')?.value ?? ''
      if (!(event.target instanceof HTMLElement) || !text.startsWith('Fresh post')) return
      const told = { text, at: performance.timeOrigin + performance.now() }
      if (event.target.closest('button') !== null)
        (window as unknown as { tellClick(told: object): void }).tellClick(told)
    },
    { capture: true },
  )
}

/** Keeps what comes over data channels, and tells when a fresh post is on the screen. */
function watch(): void {
  const heard: ArrayBuffer[][] = []
  const listen = (channel: RTCDataChannel): void => {
    const parts: ArrayBuffer[] = []
    heard.push(parts)
    channel.addEventListener('message', ({ data }) => {
      if (data instanceof ArrayBuffer) parts.push(data)
    })
  }
  const Native = RTCPeerConnection
  globalThis.RTCPeerConnection = class extends Native {
    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      this.addEventListener('datachannel', ({ channel }) => listen(channel))
    }

    override createDataChannel(label: string, options?: RTCDataChannelInit): RTCDataChannel {
      const channel = super.createDataChannel(label, options)
      listen(channel)
      return channel
    }
  }
  const fresh = /Fresh post number \d+\./g
  const told = new Set<string>()
  const tell = (node: Node): void => {
    for (const [text] of node.textContent?.matchAll(fresh) ?? []) {
      if (told.has(text)) continue
      told.add(text)
      const sight = { text, at: performance.timeOrigin + performance.now() }
      ;(window as unknown as { tellSight(told: object): void }).tellSight(sight)
    }
  }
  new MutationObserver((changes) => {
    for (const { type, target, addedNodes } of changes) {
      if (type === 'characterData') tell(target)
      for (const node of addedNodes) tell(node)
    }
  }).observe(document, { subtree: true, childList: true, characterData: true })
  const text = (data: ArrayBuffer): string => {
    let chars = ''
    for (const byte of new Uint8Array(data)) chars += String.fromCharCode(byte)
    return btoa(chars)
  }
  const watched = () => {
    const piece: { channel: number; text: string }[] = []
    let bytes = 0
    for (const [channel, parts] of heard.entries())
      for (let part = parts[0]; part !== undefined && bytes < 65_536; part = parts[0]) {
        parts.shift()
        bytes += part.byteLength
        piece.push({ channel, text: text(part) })
      }
    return piece
  }
  Object.assign(globalThis, { watched })
}
