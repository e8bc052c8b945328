/** The plan of the next witnesses goes round among pages: w3 is to go, n3 to come. */
import 'fake-indexeddb/auto'
import { describe, expect, it } from 'vitest'
import { writeSignedManifest } from '../../src/amp/declaration'
import type { Fact } from '../../src/amp/facts'
import { manifestId, type Manifest } from '../../src/amp/manifest'
import type { LedgerId } from '../../src/amp/types'
import { SuccessionDesk, type SuccessionInit } from '../../src/app/succession-desk'
import { cheapKeys } from '../../src/simulation/ledger/cheap-keys'
import { AmpStore } from '../../src/storage/amp-store'
import { smallLedger } from '../amp/network'

const keys = cheapKeys()
const { verify } = keys
const signer = (name: string) => keys.signer(name)
let stores = 0

async function village() {
  const { network, ask } = await smallLedger()
  const told: Fact[] = []
  const mark = `pages ${String((stores += 1))}`
  const declaration: SuccessionInit['declaration'] = {
    ...{ addresses: new Map(), ends: new Map(), successors: [], terms: network.terms },
  }
  const declared = { manifest: 'as it is', addresses: { w0: ['/dns4/w0'] } }
  const planned = async (
    change: Partial<Manifest> = {},
    names = ['w0', 'w1', 'w2', 'n3'],
  ): Promise<string> => {
    const manifest: Manifest = {
      ...network.manifest,
      epoch: 1,
      previous: await manifestId(network.manifest),
      witnesses: names.map((name) => ({ key: signer(name).device, weight: 1, addresses: [] })),
      ...change,
    }
    return JSON.stringify(writeSignedManifest({ manifest, signatures: [] }))
  }
  /** Opened anew each time, as after a reload. */
  const pageOf = async (name: string, parts: Partial<SuccessionInit> = {}) => {
    const store = await AmpStore.open(`${mark} of ${name}` as LedgerId, () => undefined)
    const { book, witness } = network.machine(name).participant
    return new SuccessionDesk({
      ...{ book, witness, signer: signer(name), verify, declaration, declared, maySign: () => true },
      finals: () => Promise.resolve([]),
      noteSigned: (epoch, successor) => store.noteSigned(epoch, successor),
      announce: (fact) => Promise.resolve(void told.push(fact)),
      ...parts,
    })
  }
  return { planned, pageOf, told, declaration, ask }
}

/** What the next one gets. */
async function signedBy(page: SuccessionDesk, text: string) {
  const signed = await page.go('sign', text)
  if (!signed.ok) throw new Error(signed.error)
  return signed.value
}

describe('a page that is a witness and the plan of the next witnesses', () => {
  it('[AM119] shows who comes and who goes, signs, and tells the others once a quorum has signed', async () => {
    const { planned, pageOf, told } = await village()
    const plan = await planned()
    const seen = await (await pageOf('w0')).go('look', plan)
    expect(seen).toMatchObject({
      ok: true,
      value: {
        ...{ comes: [signer('n3').device], goes: [signer('w3').device], stays: 3 },
        ...{ signed: 0, needed: 3, isSignedHere: false },
      },
    })
    const first = await signedBy(await pageOf('w0'), plan)
    expect(first).toMatchObject({ signed: 1, isSignedHere: true })
    const second = await signedBy(await pageOf('w1'), first.text)
    expect(await (await pageOf('w1')).go('tell', second.text)).toEqual({ ok: false, error: 'too-few' })
    const third = await signedBy(await pageOf('w2'), second.text)
    expect(third).toMatchObject({ signed: 3, needed: 3 })
    expect(told).toEqual([])
    expect(await (await pageOf('w2')).go('tell', third.text)).toMatchObject({ ok: true })
    expect(told).toMatchObject([{ t: 'successor', successor: { terms: { epoch: 1 } } }])
  })

  it('[AM119] signs one plan for a change and never another, also after it was loaded again', async () => {
    const { planned, pageOf } = await village()
    const plan = await planned()
    await signedBy(await pageOf('w0'), plan)
    const other = await planned({}, ['w0', 'w1', 'w3', 'n3'])
    expect(await (await pageOf('w0')).go('sign', other)).toEqual({ ok: false, error: 'signed-another' })
    expect((await signedBy(await pageOf('w0'), plan)).signed).toBe(1)
  })

  it('[AM119] signs nothing that changes more than it shows', async () => {
    const { planned, pageOf } = await village()
    const page = await pageOf('w0')
    const weights = ['w0', 'w1', 'w2'].map((name) => ({
      ...{ key: signer(name).device, weight: name === 'w0' ? 5 : 1, addresses: [] },
    }))
    const rules = { minSend: 1, claimGraceMs: 3_600_000, epochMs: 1, feePpm: 500_000, faucetGrant: 0 }
    for (const change of [
      { rules },
      { name: 'Another' },
      { governors: { keys: [signer('n3').device], threshold: 1 } },
      { witnesses: weights },
      { witnesses: [{ key: signer('n3').device, weight: 4, addresses: [] }] },
      // Who stays would be asked where somebody else listens.
      {
        witnesses: ['w0', 'w1', 'w2'].map((name) => ({
          key: signer(name).device,
          weight: 1,
          addresses: ['/ip4/6.6.6.6'],
        })),
      },
    ])
      expect(await page.go('sign', await planned(change))).toEqual({ ok: false, error: 'changes-more' })
  })

  it('[AM119] signs nothing of another ledger or epoch, beside a false signature, nor what is no plan', async () => {
    const { planned, pageOf } = await village()
    const page = await pageOf('w0')
    const refusal = async (text: string) => {
      const signed = await page.go('sign', text)
      return signed.ok ? 'signed' : signed.error
    }
    expect(await refusal(await planned({ epoch: 2 }))).toBe('does-not-follow')
    expect(await refusal(await planned({ supply: 1 }))).toBe('does-not-follow')
    expect(await refusal(await planned({}, ['w0', 'w0', 'w1']))).toBe('does-not-follow')
    const signed = JSON.parse((await signedBy(await pageOf('w1'), await planned())).text) as {
      readonly signatures: readonly [string, string][]
    }
    const [[key, signature] = ['', '']] = signed.signatures
    const other = `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`
    const forged = { ...signed, signatures: [[key, other]] }
    expect(await refusal(JSON.stringify(forged))).toBe('bad-signature')
    const stranger = { ...signed, signatures: [[signer('n3').device, signature]] }
    expect(await refusal(JSON.stringify(stranger))).toBe('bad-signature')
    for (const text of ['', '[]', '{"manifest":{}}', 'no JSON'])
      expect(await refusal(text)).toBe('not-a-plan')
  })

  it('[AM119] takes over where those who stay are asked now, and wherever the new ones say', async () => {
    const { planned, pageOf, declaration } = await village()
    const witnesses = ['w0', 'w1', 'w2', 'n3'].map((name) => ({
      ...{ key: signer(name).device, weight: 1, addresses: [`/dns4/${name}`] },
    }))
    const addresses = new Map(['w0', 'w1', 'w2'].map((name) => [signer(name).device, [`/dns4/${name}`]]))
    expect(
      await (
        await pageOf('w0', { declaration: { ...declaration, addresses } })
      ).go('sign', await planned({ witnesses })),
    ).toMatchObject({
      ok: true,
    })
  })

  it('[AM119] a page that does not know yet how the ledger stands signs nothing: it may have signed another', async () => {
    const { planned, pageOf } = await village()
    const page = await pageOf('w0', { maySign: () => false })
    expect(await page.go('sign', await planned())).toEqual({ ok: false, error: 'not-read' })
    expect(await page.go('look', await planned())).toMatchObject({ ok: true })
  })

  it('[AM129] says what the site is to name once the others are told of a change, and says so until it does', async () => {
    const { planned, pageOf, told, declaration, ask } = await village()
    const page = await pageOf('w0')
    expect(page.isSiteBehind).toBe(false)
    let { text } = await signedBy(page, await planned())
    for (const name of ['w1', 'w2']) text = (await signedBy(await pageOf(name), text)).text
    await page.go('tell', text)
    expect(page.isSiteBehind).toBe(false)
    await ask('w0', ...told)
    expect(page.isSiteBehind).toBe(true)
    expect(JSON.parse(await page.forSite())).toEqual({
      manifest: 'as it is',
      addresses: { w0: ['/dns4/w0'] },
      successors: [JSON.parse(text)],
    })
    const [said] = told
    if (said?.t !== 'successor') throw new Error('a successor was told')
    const named = { ...declaration, successors: [said.successor.signed] }
    expect((await pageOf('w0', { declaration: named })).isSiteBehind).toBe(false)
  })

  it('[AM119] a page that is no witness, or has lost what it said, signs nothing', async () => {
    const { planned, pageOf } = await village()
    const plan = await planned()
    const nobody = { ok: false, error: 'no-witness' }
    expect(await (await pageOf('alice')).go('sign', plan)).toEqual(nobody)
    expect(await (await pageOf('w0', { witness: null })).go('sign', plan)).toEqual(nobody)
    expect(await (await pageOf('w0', { witness: { hasForgotten: true } })).go('sign', plan)).toEqual(nobody)
  })
})
