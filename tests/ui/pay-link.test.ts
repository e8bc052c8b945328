import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_MEMO_CHARS } from '../../src/amp/limits'
import { memoFrom } from '../../src/amp/memo'
import { payLink, readPayLink } from '../../src/ui/format/pay-link'
import { parseRoute } from '../../src/ui/router.svelte'
import { testPerson } from '../helpers/test-person'

const { id: alice } = await testPerson('alice')

function read(hash: string): unknown {
  const route = parseRoute(hash)
  if (route.view !== 'pay') throw new Error(`expected a request, got ${route.view}`)
  const result = readPayLink(route.id, route.asked)
  return result.ok ? result.value : result.error
}

describe('a link that asks for AMP', () => {
  it('[AM23] says to whom, how much and what for, whatever the words', () => {
    const memo = fc
      .string({ unit: 'binary', maxLength: MAX_MEMO_CHARS / 2 })
      .filter((text) => memoFrom(text) === text)
    const amount = fc.option(fc.integer({ min: 1, max: 10 ** 15 }))
    fc.assert(
      fc.property(memo, amount, (words, units) => {
        const request = { to: alice, amount: units, memo: words }
        expect(read(payLink(request))).toEqual(request)
      }),
      { seed: 8 },
    )
    expect(read(payLink({ to: alice, amount: null, memo: '' }))).toEqual({
      to: alice,
      amount: null,
      memo: '',
    })
  })

  it('[AM23] that is damaged, or asks for what this page does not know, fills in nothing', () => {
    expect(read('#/pay/alice?amount=1')).toBe('nobody')
    for (const amount of ['-1', '0', '1e9', '0.0000001', 'NaN', '', '99999999999'])
      expect(read(`#/pay/${alice}?amount=${amount}`)).toBe('amount')
    expect(read(`#/pay/${alice}?memo=${'x'.repeat(MAX_MEMO_CHARS + 1)}`)).toBe('memo')
    expect(read(`#/pay/${alice}?memo=two%0Alines`)).toBe('memo')
    expect(read(`#/pay/${alice}?memo=%E2%80%AEyenoh rof`)).toBe('memo')
    expect(read(`#/pay/${alice}?memo=honey${'%20'.repeat(60)}and%20more`)).toMatchObject({
      memo: 'honey and more',
    })
    expect(read(`#/pay/${alice}?amount=1&amount=2`)).toBe('unknown')
    expect(read(`#/pay/${alice}?send=now`)).toBe('unknown')
  })
})

describe('a memo', () => {
  it('[AM22] is one line of bounded, well-formed words, or none', () => {
    expect(memoFrom('  for the honey ')).toBe('for the honey')
    expect(memoFrom('  ')).toBeNull()
    expect(memoFrom('é'.normalize('NFD'))).toBe('é'.normalize('NFC'))
    expect(memoFrom('x'.repeat(MAX_MEMO_CHARS))).toHaveLength(MAX_MEMO_CHARS)
    expect(memoFrom('two  \u00a0 jars')).toBe('two jars')
    // A joiner of Persian, one of emoji, and how a heart looks.
    for (const kept of ['می\u200cخواهم', '👩\u200d🌾', '❤\ufe0f']) expect(memoFrom(kept)).toBe(kept)
    for (const hidden of ['\u202e', '\u2067', '\u200f', '\u200b', '\u00ad', '\u2060', '\u{e0041}', '\u3164'])
      expect(memoFrom(`a${hidden}b`)).toBeUndefined()
    for (const refused of ['x'.repeat(MAX_MEMO_CHARS + 1), 'two\nlines', '\ud800', 'a\u0000b'])
      expect(memoFrom(refused)).toBeUndefined()
  })
})
