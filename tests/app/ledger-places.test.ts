/** Whose word is what is said at an address of network.json. */
import { describe, expect, it } from 'vitest'
import type { LedgerDeclaration } from '../../src/amp/declaration'
import type { KeyId } from '../../src/amp/types'
import { LedgerPlaces } from '../../src/app/ledger-places'
import { peerIdOf } from '../../src/peer/peer-id-of'
import { smallLedger } from '../amp/network'

describe('the address of a witness', () => {
  it('[AM133] is one at which nobody else can answer: it ends in who the key is; any other is asked for what is signed alone', async () => {
    const { network } = await smallLedger()
    const keyOf = (name: string): KeyId => network.machine(name).signer.device
    const at = (host: string, name: string): string =>
      `/dns4/${host}/tcp/443/wss/p2p/${peerIdOf(keyOf(name))}`
    const addresses = new Map<KeyId, readonly string[]>([
      [keyOf('w0'), [at('w0', 'w0')]],
      // Bob listens there, as he would like to be taken for a witness.
      [keyOf('w1'), [at('bob', 'bob')]],
      [keyOf('w2'), [at('bob', 'bob'), at('relay', 'bob') + '/p2p-circuit' + at('w2', 'w2')]],
      [keyOf('w3'), ['/dns4/w3/tcp/443/wss']],
    ])
    const declaration = { terms: network.terms, addresses } as unknown as LedgerDeclaration
    const places = new LedgerPlaces({ declaration, participant: network.machine('alice').participant })
    expect(new Map(places.witnesses().map(({ key, address }) => [key, address]))).toEqual(
      new Map([
        [keyOf('w0'), at('w0', 'w0')],
        [keyOf('w2'), at('relay', 'bob') + '/p2p-circuit' + at('w2', 'w2')],
      ]),
    )
    expect(places.keysAt(at('bob', 'bob'))).toEqual([])
    expect(places.all()).toContain(at('bob', 'bob'))
  })

  it('[AM133] is not needed where the witness itself is linked', async () => {
    const { network } = await smallLedger()
    const [w1, bob] = ['w1', 'bob'].map((name) => network.machine(name).signer.device) as [KeyId, KeyId]
    const places = new LedgerPlaces({
      declaration: {
        terms: network.terms,
        addresses: new Map([[w1, [`/dns4/bob/tcp/443/wss/p2p/${peerIdOf(bob)}`]]]),
      } as unknown as LedgerDeclaration,
      participant: network.machine('alice').participant,
    })
    expect(places.witnesses()).toEqual([])
    places.met([{ place: 'a link', device: w1 }])
    expect(places.witnesses()).toEqual([{ key: w1, address: 'a link' }])
  })
})
