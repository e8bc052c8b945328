import { describe, expect, it } from 'vitest'
import { isNamedAlike, shownNetwork } from '../../src/ui/format/network-name'

describe('the name of another network', () => {
  it.each(['Synereo', 'synereo', 'Ѕуnегео', 'Synereo \u2713', '\u202eSynereo', 'Synereo, moved'])(
    '[NV7] %s could be taken for Synereo',
    (name) => expect(isNamedAlike(name, 'Synereo')).toBe(true),
  )

  it('[NV7] stands in one line, turns nothing around, and does not end the quotes around it', () => {
    expect(shownNetwork('\u202eSynereo”.\n«Go» on')).toBe('Synereo’. ’Go’ on')
  })

  it('[NV7] of its own is taken for none', () => {
    expect(isNamedAlike('Lake people', 'Synereo')).toBe(false)
  })
})
