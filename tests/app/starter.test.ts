import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ImportReport } from '../../src/app/archive-import'
import { readNetworkConfig, type Starter } from '../../src/app/network-config'
import { MAX_STARTER_BYTES, takeStarter, type StarterHost } from '../../src/app/starter'
import type { PersonId } from '../../src/identity/types'
import { ok } from '../../src/lib/result'
import { networkIdOf } from '../../src/records/network-id'
import type { LogHead } from '../../src/records/store'
import { ROOT } from '../../tools/site'
import { GUIDE_ABOUT, GUIDE_HUE, GUIDE_NAME, GUIDE_POSTS, GUIDE_WRITTEN_AT } from '../../tools/starter/guide'
import { makeStarter, saysTheSame } from '../../tools/starter/make-starter'
import { readStarter } from '../../tools/starter/read-starter'
import { testNetwork } from '../helpers/author'

const GUIDE = {
  name: 'Guide',
  about: 'Says it',
  hue: 1,
  posts: ['First #a', 'Second'],
  writtenAt: 1_800_000_000_000,
}
const NOW_MS = GUIDE.writtenAt + 1
const MADE = await makeStarter(GUIDE, testNetwork)
const STARTER: Starter = { file: 'starter.car', people: [MADE.person] }
const PUBLIC = join(ROOT, 'public')

/** A page that is shipped this file, and keeps these logs already. */
function page(file: BodyInit, kept: readonly PersonId[] = []) {
  const fetched: string[] = []
  const host: StarterHost = {
    fetch: (name) => Promise.resolve((fetched.push(name), new Response(file))),
    heads: () => Promise.resolve(kept.map((person) => ({ person }) as LogHead)),
    take: async (blob) => (await readStarter(blob, testNetwork, NOW_MS)).report,
  }
  return { host, fetched }
}

async function shippedNetwork(): Promise<{ manifest: unknown; starter: Starter }> {
  return JSON.parse(await readFile(join(PUBLIC, 'network.json'), 'utf8')) as {
    manifest: unknown
    starter: Starter
  }
}

describe('the starter snapshot', () => {
  it('[SH1] is one log that passes the gate: who it is, and posts, the first to be read the newest', async () => {
    const { report, records } = await readStarter(MADE.file, testNetwork, NOW_MS)
    expect(report).toEqual(ok({ taken: 4, known: 0, refused: 0, images: 0, hasWords: false }))
    expect(records.map(({ kind }) => kind)).toEqual(['device', 'profile', 'post', 'post'])
    expect(records.at(-1)?.body).toMatchObject({ text: 'First #a', tags: ['a'] })
    expect(records.at(-1)?.header.time).toBe(GUIDE.writtenAt)
    expect(saysTheSame(GUIDE, records)).toBe(true)
    expect(saysTheSame({ ...GUIDE, posts: ['First #a', 'Another'] }, records)).toBe(false)
  })

  it('[SH1] is signed by a key that is another each time and nowhere in the file', async () => {
    const again = await makeStarter(GUIDE, testNetwork)
    expect(again.person).not.toBe(MADE.person)
    const network = await readFile(join(PUBLIC, 'network.json'), 'utf8')
    expect(Object.keys((JSON.parse(network) as { starter: object }).starter)).toEqual(['file', 'people'])
  })

  it('[SH1] shipped with this page is of its network and says what the source says', async () => {
    const { manifest, starter } = await shippedNetwork()
    const file = new Blob([new Uint8Array(await readFile(join(PUBLIC, starter.file)))])
    const { report, records } = await readStarter(file, await networkIdOf(manifest), Date.now())
    expect(report).toMatchObject({ ok: true, value: { refused: 0 } satisfies Partial<ImportReport> })
    expect(new Set(records.map(({ header }) => header.person))).toEqual(new Set(starter.people))
    const guide = { name: GUIDE_NAME, about: GUIDE_ABOUT, hue: GUIDE_HUE, posts: GUIDE_POSTS }
    expect(saysTheSame({ ...guide, writtenAt: GUIDE_WRITTEN_AT }, records)).toBe(true)
    // Whoever attends others or lifts posts would give them standing.
    expect(new Set(records.map(({ kind }) => kind))).toEqual(new Set(['device', 'profile', 'post']))
  })

  it('[SH2] is taken in once, and not fetched by whoever has it', async () => {
    const first = page(MADE.file)
    expect(await takeStarter(STARTER, first.host)).toMatchObject({
      ok: true,
      value: { taken: 4, refused: 0 },
    })
    expect(first.fetched).toEqual(['starter.car'])
    const later = page(MADE.file, STARTER.people)
    expect(await takeStarter(STARTER, later.host)).toEqual(ok(null))
    expect(later.fetched).toEqual([])
  })

  it('[SH2] that is broken, of another network or far too large is refused, as a value', async () => {
    const foreign = await makeStarter(GUIDE, await networkIdOf({ v: 1, name: 'another' }))
    const of = (file: BodyInit) => takeStarter(STARTER, page(file).host)
    expect(await of('<html>Not found</html>')).toEqual({ ok: false, error: 'not-an-archive' })
    expect(await of(foreign.file)).toEqual({ ok: false, error: 'other-network' })
    expect(await of(MADE.file.slice(0, MADE.file.size - 40))).toEqual({ ok: false, error: 'not-an-archive' })
    expect(await of(new Uint8Array(MAX_STARTER_BYTES + 1))).toEqual({ ok: false, error: 'too-large' })
    const lost = { ...page('').host, fetch: () => Promise.reject(new TypeError('no network')) }
    expect(await takeStarter(STARTER, lost)).toEqual({ ok: false, error: 'unreachable' })
  })

  it('[SH2] with a byte changed brings no record that its author did not sign', async () => {
    const bytes = new Uint8Array(await MADE.file.arrayBuffer())
    const at = Buffer.from(bytes).indexOf('Second')
    bytes[at] = 'T'.charCodeAt(0)
    const { records } = await readStarter(new Blob([bytes]), testNetwork, NOW_MS)
    expect(records.map(({ kind }) => kind)).toEqual(['device', 'profile'])
  })

  it('[SH2] is named in network.json by a file beside the page and by its people', async () => {
    const { manifest } = await shippedNetwork()
    const read = (starter: unknown) =>
      readNetworkConfig({ name: 'n', manifest, relays: [], stun: [], starter })
    expect(await read(STARTER)).toMatchObject({ ok: true, value: { starter: STARTER } })
    expect(await read(undefined)).toMatchObject({ ok: true, value: { starter: null } })
    for (const file of [
      'https://other.example/x.car',
      '//other.example/x.car',
      '/x.car',
      '../x.car',
      'a/../x.car',
      '',
    ])
      expect(await read({ ...STARTER, file })).toMatchObject({ ok: false })
    for (const people of [[], ['somebody'], 'z', new Array(21).fill(MADE.person)])
      expect(await read({ ...STARTER, people })).toMatchObject({ ok: false })
  })
})
