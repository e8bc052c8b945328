import { base58btc } from 'multiformats/bases/base58'
import { CID } from 'multiformats/cid'
import * as digest from 'multiformats/hashes/digest'
import { describe, expect, it } from 'vitest'
import {
  isAmong,
  NO_CHOICE,
  relaysInUse,
  RelayChoiceStore,
  withoutRelay,
  withRelay,
} from '../../src/app/relay-choice'
import { MAX_RELAYS } from '../../src/peer/config'
import { testNetwork } from '../helpers/author'

const NETWORK = ['/dns4/one', '/dns4/two']

/** What a browser keeps by name. */
function kept() {
  const values = new Map<string, string>()
  const storage = {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  }
  return { values, storage, store: new RelayChoiceStore(storage, testNetwork) }
}

describe('the relays of this browser', () => {
  it('[RL2] are those of the network and the own ones, without those taken out', () => {
    expect(relaysInUse(NETWORK, NO_CHOICE)).toEqual(NETWORK)
    const added = withRelay(NO_CHOICE, '/dns4/mine', NETWORK)
    expect(added).toMatchObject({ ok: true })
    const choice = withoutRelay(added.ok ? added.value : NO_CHOICE, '/dns4/one')
    expect(relaysInUse(NETWORK, choice)).toEqual(['/dns4/two', '/dns4/mine'])
    expect(relaysInUse(NETWORK, withoutRelay(choice, '/dns4/mine'))).toEqual(['/dns4/two'])
    const again = withRelay(choice, '/dns4/one', relaysInUse(NETWORK, choice))
    expect(again.ok && relaysInUse(NETWORK, again.value)).toEqual([...NETWORK, '/dns4/mine'])
  })

  it('[RL2] are without one that was taken out, however its address is spelt', () => {
    const id = '12D3KooWGC6TvWhfapngX6wvJHMYvKpDMXPb3ZnCZ6dMoaMtimQ5'
    const choice = withoutRelay(NO_CHOICE, `/dns4/one/tcp/443/wss/p2p/${id}`)
    const asCid = CID.createV1(0x72, digest.decode(base58btc.baseDecode(id))).toString()
    const spellings = [
      `/dns4/one/tcp/443/tls/ws/p2p/${id}`,
      `/ip4/192.0.2.1/tcp/443/wss/ipfs/${id}`,
      `/dns4/one/tcp/443/wss/p2p/${asCid}`,
      `/dns4/one/tcp/443/wss/p2p/${id}/p2p-circuit`,
    ]
    expect(relaysInUse([...NETWORK, ...spellings], choice)).toEqual(NETWORK)
    expect(spellings.every((address) => isAmong(choice.removed, address))).toBe(true)
    const again = withRelay(choice, spellings[0] ?? '', NETWORK)
    expect(again).toEqual({ ok: true, value: { added: spellings.slice(0, 1), removed: [] } })
  })

  it('[RL2] are each there once, and not more than a page can use', () => {
    expect(withRelay(NO_CHOICE, '/dns4/one', NETWORK)).toEqual({ ok: false, error: 'known' })
    const many = Array.from({ length: MAX_RELAYS }, (_, index) => `/dns4/r${index}`)
    expect(withRelay(NO_CHOICE, '/dns4/one', many)).toEqual({ ok: false, error: 'too-many' })
  })

  it('[RL2] are kept for this network alone, and nothing when they are the network’s', () => {
    const { store, storage, values } = kept()
    expect(store.read()).toEqual(NO_CHOICE)
    const choice = { added: ['/dns4/mine'], removed: ['/dns4/one'] }
    store.keep(choice)
    expect(new RelayChoiceStore(storage, testNetwork).read()).toEqual(choice)
    expect([...values.keys()]).toEqual([`synereo-relays-${testNetwork}`])
    store.keep(NO_CHOICE)
    expect(values.size).toBe(0)
  })

  it('[RL2] survive whatever was written in their place', () => {
    const { store, values } = kept()
    for (const written of ['', 'null', '7', '[]', '{"added":7}', '{"added":[1,"x",null],"removed":{}}']) {
      values.set(`synereo-relays-${testNetwork}`, written)
      expect(store.read()).toEqual(NO_CHOICE)
    }
  })
})
