import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import { encodeInvite } from '../../src/app/invite-link'
import {
  chooseNetwork,
  chosenNetwork,
  networkNamed,
  readNetworkText,
  type Here,
} from '../../src/app/network-choice'
import { isNetworkChosen } from '../../src/app/network-config'
import { networkIdOf } from '../../src/records/network-id'
import type { NetworkId } from '../../src/records/types'
import { isNetworkHeld } from '../../src/storage/held-network'
import { openDatabase } from '../../src/storage/open'
import { endless } from '../helpers/endless'
import { testPerson } from '../helpers/test-person'

const MANIFEST = { v: 1, name: 'lakes' }
const TEXT = JSON.stringify({
  name: 'Lakes',
  manifest: MANIFEST,
  relays: [],
  stun: [],
  starter: { file: 'starter.car', people: { en: (await testPerson('alice')).id } },
})
const LAKES = await networkIdOf(MANIFEST)
const OTHER = 'other' as NetworkId
const HERE: Here = { current: OTHER, home: OTHER, isHeld: () => Promise.resolve(false) }

function memory(): Storage {
  const kept = new Map<string, string>()
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, text) => void kept.set(name, text),
    removeItem: (name) => void kept.delete(name),
  } as Storage
}

/** A web of files by address. */
function web(files: Record<string, string>, asked: string[] = []): typeof fetch {
  return (url) => {
    const address = url instanceof URL ? url.href : typeof url === 'string' ? url : url.url
    asked.push(address)
    const text = files[address]
    return Promise.resolve(new Response(text ?? '', { status: text === undefined ? 404 : 200 }))
  }
}

async function inviteTo(network: NetworkId): Promise<string> {
  const { id } = await testPerson('alice')
  return encodeInvite({
    ...{ network, person: id, name: 'Alice', peerId: 'peer', relays: [] },
    secret: new Uint8Array(16),
  })
}

describe('another network', () => {
  it('[U21] is named by the text of its file, by its address, or by a page beside it', async () => {
    const asked: string[] = []
    const files = web({ 'https://lakes.example/app/network.json': TEXT }, asked)
    for (const typed of [
      ` ${TEXT} `,
      'https://lakes.example/app/network.json',
      'https://lakes.example/app/#/latest',
    ])
      expect(await networkNamed(typed, HERE, files)).toEqual({
        ok: true,
        value: { id: LAKES, name: 'Lakes', text: TEXT, isHeld: false, invite: '' },
      })
    expect(new Set(asked)).toEqual(new Set(['https://lakes.example/app/network.json']))
  })

  it('[U21] an invite link leads into it, when it is of that network', async () => {
    const files = web({ 'https://lakes.example/network.json': TEXT })
    const token = await inviteTo(LAKES)
    const named = await networkNamed(`https://lakes.example/#/join/${token}`, HERE, files)
    expect(named).toMatchObject({ ok: true, value: { invite: `#/join/${token}` } })
    const other = `https://lakes.example/#/join/${await inviteTo(OTHER)}`
    expect(await networkNamed(other, HERE, files)).toEqual({ ok: false, error: 'not-as-invited' })
  })

  it('[U21] what names none is told from what cannot be had, and from the one that this is', async () => {
    const faults = new Map([
      ['a lake', 'not-understood'],
      ['javascript:alert(1)', 'not-understood'],
      ['{"name": "Lakes"}', 'not-understood'],
      ['https://away.example/', 'unreachable'],
      [`{${' '.repeat(1_000_000)}}`, 'too-large'],
    ])
    for (const [typed, error] of faults)
      expect(await networkNamed(typed, HERE, web({}))).toEqual({ ok: false, error })
    expect(await networkNamed(TEXT, { ...HERE, current: LAKES }, web({}))).toEqual({
      ok: false,
      error: 'same',
    })
  })

  it('[U21] is kept until one goes back; what is shipped lies beside another page and is not fetched', async () => {
    const storage = memory()
    expect(isNetworkChosen(storage)).toBe(false)
    expect(chooseNetwork(storage, TEXT)).toBe(true)
    expect(await chosenNetwork(storage)).toMatchObject({ id: LAKES, isChosen: true, starter: null })
    expect(chooseNetwork(storage, null)).toBe(true)
    expect(await chosenNetwork(storage)).toBeNull()
    expect((await readNetworkText('{')).ok).toBe(false)
  })

  it("[NV4] a file under the id of this page's network leads back to that, and is not used itself", async () => {
    const trap = JSON.stringify({ ...JSON.parse(TEXT), relays: ['/dns4/evil.example/tcp/443/wss/p2p/x'] })
    const away: Here = { ...HERE, home: LAKES }
    expect(await networkNamed(trap, away)).toMatchObject({ ok: true, value: { id: LAKES, text: null } })
    const token = await inviteTo(LAKES)
    const files = web({ 'https://evil.example/network.json': trap })
    expect(await networkNamed(`https://evil.example/#/join/${token}`, away, files)).toMatchObject({
      value: { text: null, invite: `#/join/${token}` },
    })
  })

  it('[NV4] of a network in which this browser was before, that is said', async () => {
    const here: Here = { ...HERE, home: null, isHeld: isNetworkHeld }
    expect(await networkNamed(TEXT, here)).toMatchObject({ value: { text: TEXT, isHeld: false } })
    const db = await openDatabase(LAKES, () => undefined)
    db.close()
    expect(await networkNamed(TEXT, here)).toMatchObject({ value: { text: TEXT, isHeld: true } })
  })

  it.each([
    ['a number that no block holds', '{"a":1e400}', 'null'],
    ['a manifest that goes on and on', deep(), 'null'],
    ['a ledger that does', '{"v":1}', `{"manifest":{"a":${deep()}}}`],
  ])('[NV5] %s is not understood', async (_what, manifest, ledger) => {
    const text = `{"name":"Lakes","manifest":${manifest},"relays":[],"stun":[],"ledger":${ledger}}`
    expect(await networkNamed(text, HERE)).toEqual({ ok: false, error: 'not-understood' })
  })

  it('[NV7] a name that says sentences, or of which nothing is seen, is not taken', async () => {
    const called = (name: string): string =>
      JSON.stringify({ name, manifest: MANIFEST, relays: [], stun: [] })
    const speaking = 'Synereo. It is the network that you are in. Its witnesses have moved; press to go on'
    expect(await networkNamed(called('n'.repeat(50)), HERE)).toMatchObject({ ok: true })
    for (const long of [speaking, 'n'.repeat(51)])
      expect(await networkNamed(called(long), HERE)).toEqual({ ok: false, error: 'long-name' })
    expect(await networkNamed(called(' \u202e'), HERE)).toEqual({ ok: false, error: 'not-understood' })
  })

  it('[NV5] of a file without end no more is fetched than is read', async () => {
    const { response, asked } = endless()
    const named = await networkNamed('https://evil.example/', HERE, () => Promise.resolve(response))
    expect(named).toEqual({ ok: false, error: 'too-large' })
    expect(asked()).toBeLessThan(4_000_000)
  })
})

function deep(): string {
  return `${'['.repeat(100_000)}${']'.repeat(100_000)}`
}
