import { expect, it } from 'vitest'
import { MAX_PLACE_CHARS, placeTyped } from '../../src/ui/format/place-typed'
import { testPerson } from '../helpers/test-person'

const { id: alice } = await testPerson('alice')

it('[SE10] an id and a link, of whatever host, lead to a place of this page', () => {
  expect(placeTyped(` ${alice} `)).toEqual({ hash: `#/person/${alice}`, isPerson: true })
  expect(placeTyped(`https://example.org/app/#/person/${alice}`)).toEqual({
    hash: `#/person/${alice}`,
    isPerson: true,
  })
  expect(placeTyped('http://localhost:4173/#/join/abcDEF_-')).toEqual({
    hash: '#/join/abcDEF_-',
    isPerson: false,
  })
  expect(placeTyped(`#/pay/${alice}?amount=10`)).toEqual({
    hash: `#/pay/${alice}?amount=10`,
    isPerson: false,
  })
})

it('[SE10] words, tags, and links to nothing in particular are looked for', () => {
  const long = `#/join/${'a'.repeat(MAX_PLACE_CHARS)}`
  for (const typed of [
    '',
    'honey',
    '#honey',
    '#/',
    '#/wallet',
    '#/join/',
    '#/nonsense/x',
    'see #/join/abc',
    long,
  ])
    expect(placeTyped(typed)).toBeNull()
})
