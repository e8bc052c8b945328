import { describe, expect, it } from 'vitest'
import { payLink } from '../../src/ui/format/pay-link'
import { scannedRequest } from '../../src/ui/format/scanned'
import { testPerson } from '../helpers/test-person'

const { id: alice } = await testPerson('alice')

describe('a code that is scanned to pay somebody', () => {
  it('[U38] that asks for AMP says to whom, how much and what for, whichever page made it', () => {
    const request = { to: alice, amount: 7_000_000, memo: 'two jars & a lid' }
    for (const page of ['https://synereo.example/', 'http://127.0.0.1:1/ipfs/bafy/', ''])
      expect(scannedRequest(`${page}${payLink(request)}`)).toEqual({ ok: true, value: request })
  })

  it('[U38] that leads to a page, or is an id, names its person and no amount', () => {
    const nothingMore = { ok: true, value: { to: alice, amount: null, memo: '' } }
    expect(scannedRequest(`https://synereo.example/#/person/${alice}`)).toEqual(nothingMore)
    expect(scannedRequest(alice)).toEqual(nothingMore)
  })

  it('[U38] of a request that is damaged is refused for its reason', () => {
    expect(scannedRequest(`https://synereo.example/#/pay/${alice}?amount=lots`)).toEqual({
      ok: false,
      error: 'amount',
    })
    expect(scannedRequest('https://synereo.example/#/pay/alice')).toEqual({ ok: false, error: 'nobody' })
  })

  it('[U38] that is anything else names nobody', () => {
    for (const text of ['', 'Alice', 'https://synereo.example/', 'https://synereo.example/#/wallet'])
      expect(scannedRequest(text)).toEqual({ ok: false, error: 'no-code' })
  })
})
