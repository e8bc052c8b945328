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
import { GUIDES } from '../../tools/starter/guide'
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
const GUIDES_OF_TEST = { en: GUIDE, de: { ...GUIDE, name: 'Wegweiser', posts: ['Erstens #a', 'Zweitens'] } }
const MADE = await makeStarter(GUIDES_OF_TEST, testNetwork)
const PEOPLE = Object.values(MADE.people)
const STARTER: Starter = { file: 'starter.car', people: new Map(Object.entries(MADE.people)) }
const PUBLIC = join(ROOT, 'public')

/** As it stands in network.json. */
interface Declared {
  readonly file: string
  readonly people: Readonly<Record<string, PersonId>>
}

/** A page that is shipped this file, and keeps these logs already. */
function page(file: BodyInit, kept: readonly PersonId[] = [], marked = new Map<string, string>()) {
  const fetched: string[] = []
  const host: StarterHost = {
    network: testNetwork,
    marks: { get: (key) => marked.get(key) ?? null, set: (key, value) => void marked.set(key, value) },
    fetch: (name) => Promise.resolve((fetched.push(name), new Response(file))),
    heads: () => Promise.resolve(kept.map((person) => ({ person }) as LogHead)),
    take: async (blob) => (await readStarter(blob, testNetwork, NOW_MS)).report,
  }
  return { host, fetched }
}

async function shippedNetwork(): Promise<{ manifest: unknown; starter: Declared }> {
  return JSON.parse(await readFile(join(PUBLIC, 'network.json'), 'utf8')) as {
    manifest: unknown
    starter: Declared
  }
}

const NOTHING = { people: [], morePeople: 0, tags: [] }

describe('the starter snapshot', () => {
  it('[SH1] is a log in each language that passes the gate: who it is, and posts, the first to be read the newest', async () => {
    const { report, records } = await readStarter(MADE.file, testNetwork, NOW_MS)
    expect(report).toMatchObject(ok({ taken: 8, known: 0, refused: 0, images: 0, hasWords: false }))
    const english = records.filter(({ header }) => header.person === MADE.people.en)
    expect(english.map(({ kind }) => kind)).toEqual(['device', 'profile', 'post', 'post'])
    expect(english.at(-1)?.body).toMatchObject({ text: 'First #a', tags: ['a'] })
    expect(english.at(-1)?.header.time).toBe(GUIDE.writtenAt)
    expect(saysTheSame(GUIDES_OF_TEST, MADE.people, records)).toBe(true)
    const another = { ...GUIDE, posts: ['First #a', 'Another'] }
    expect(saysTheSame({ ...GUIDES_OF_TEST, en: another }, MADE.people, records)).toBe(false)
    expect(saysTheSame({ en: GUIDE }, MADE.people, records)).toBe(false)
  })

  it('[SH1] is signed by a key that is another each time and nowhere in the file', async () => {
    const again = await makeStarter(GUIDES_OF_TEST, testNetwork)
    expect(new Set([...PEOPLE, ...Object.values(again.people)]).size).toBe(4)
    const network = await readFile(join(PUBLIC, 'network.json'), 'utf8')
    expect(Object.keys((JSON.parse(network) as { starter: object }).starter)).toEqual(['file', 'people'])
  })

  it('[SH1] shipped with this page is of its network and says what the source says', async () => {
    const { manifest, starter } = await shippedNetwork()
    const file = new Blob([new Uint8Array(await readFile(join(PUBLIC, starter.file)))])
    const { report, records } = await readStarter(file, await networkIdOf(manifest), Date.now())
    expect(report).toMatchObject({ ok: true, value: { refused: 0 } satisfies Partial<ImportReport> })
    expect(new Set(records.map(({ header }) => header.person))).toEqual(
      new Set(Object.values(starter.people)),
    )
    expect(saysTheSame(GUIDES, starter.people, records)).toBe(true)
    // Whoever attends others or lifts posts would give them standing.
    expect(new Set(records.map(({ kind }) => kind))).toEqual(new Set(['device', 'profile', 'post']))
  })

  it('[SH2] is taken in once, and not fetched by whoever has it', async () => {
    const first = page(MADE.file)
    expect(await takeStarter(STARTER, first.host)).toMatchObject({
      ok: true,
      value: { taken: 8, refused: 0 },
    })
    expect(first.fetched).toEqual(['starter.car'])
    const later = page(MADE.file, PEOPLE)
    expect(await takeStarter(STARTER, later.host)).toEqual(ok(null))
    expect(later.fetched).toEqual([])
  })

  it('[SH2] is not fetched again when its logs were let go, nor when somebody is not in it; another file is', async () => {
    const marked = new Map<string, string>()
    await takeStarter(STARTER, page(MADE.file, PEOPLE, marked).host)
    const letGo = page(MADE.file, [], marked)
    expect(await takeStarter(STARTER, letGo.host)).toEqual(ok(null))
    const next: Starter = {
      file: 'starter-2.car',
      people: new Map([...STARTER.people, ['eo', 'nobody' as PersonId]]),
    }
    expect(await takeStarter(next, letGo.host)).toMatchObject({ ok: true, value: { taken: 8 } })
    expect(await takeStarter(next, page(MADE.file, PEOPLE, marked).host)).toEqual(ok(null))
    expect(letGo.fetched).toEqual(['starter-2.car'])
  })

  it('[SH2] that could not be taken is tried again', async () => {
    const marked = new Map<string, string>()
    await takeStarter(STARTER, page('<html>Not found</html>', [], marked).host)
    const early = page(MADE.file, [], marked).host
    const refused = { taken: 0, known: 0, refused: 8, images: 0, hasWords: false, contents: NOTHING }
    await takeStarter(STARTER, { ...early, take: () => Promise.resolve(ok(refused)) })
    expect(await takeStarter(STARTER, early)).toMatchObject({ ok: true, value: { taken: 8 } })
  })

  it('[SH2] that is broken, of another network or far too large is refused, as a value', async () => {
    const foreign = await makeStarter(GUIDES_OF_TEST, await networkIdOf({ v: 1, name: 'another' }))
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
    const damaged = records.filter(({ kind }) => kind === 'post')
    // The other log is whole; of this one nothing comes behind the damage.
    expect(records.length - damaged.length).toBe(4)
    expect(damaged.length).toBe(2)
  })

  it('[SH2] is named in network.json by a file beside the page and by its people; else the page starts without it', async () => {
    const { manifest } = await shippedNetwork()
    const read = (starter: unknown) =>
      readNetworkConfig({ name: 'n', manifest, relays: [], stun: [], starter })
    const declared = { file: STARTER.file, people: MADE.people }
    expect(await read(declared)).toMatchObject({ ok: true, value: { starter: STARTER } })
    expect(await read(undefined)).toMatchObject({ ok: true, value: { starter: null } })
    for (const file of [
      'https://other.example/x.car',
      '//other.example/x.car',
      '/x.car',
      '../x.car',
      'a/../x.car',
      '',
    ])
      expect(await read({ ...declared, file })).toMatchObject({ ok: true, value: { starter: null } })
    const many = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`l${index}`, PEOPLE[0]]))
    for (const people of [{}, [PEOPLE[0]], { en: 'somebody' }, { en: 7 }, 'z', null, many])
      expect(await read({ ...declared, people })).toMatchObject({ ok: true, value: { starter: null } })
    for (const starter of ['starter.car', 7, [], {}])
      expect(await read(starter)).toMatchObject({ ok: true, value: { starter: null } })
  })
})
