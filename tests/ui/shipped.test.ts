import { describe, expect, it } from 'vitest'
import type { PersonId } from '../../src/identity/types'
import { shippedForOthers, shippedIn } from '../../src/ui/state/shipped'

const guide = 'guide' as PersonId
const wegweiser = 'wegweiser' as PersonId
const dalil = 'dalil' as PersonId
const SHIPPED = new Map<PersonId, string>([
  [guide, 'en'],
  [wegweiser, 'de'],
  [dalil, 'ar'],
])

describe('what came with the page', () => {
  it('[SH3] is for the readers of its language, and the English for those of others', () => {
    expect([...shippedIn('de', SHIPPED)]).toEqual([wegweiser])
    expect([...shippedIn('zh', SHIPPED)]).toEqual([guide])
  })

  it('[SH3] is left out of a search in any other language, unless whoever wrote it is followed', () => {
    expect(shippedForOthers('de', SHIPPED, () => false)).toEqual([guide, dalil])
    expect(shippedForOthers('de', SHIPPED, (person) => person === dalil)).toEqual([guide])
    expect(shippedForOthers('zh', SHIPPED, () => false)).toEqual([wegweiser, dalil])
  })
})
