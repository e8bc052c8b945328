import fc from 'fast-check'
import { describe, it } from 'vitest'
import { mustHold } from './must-hold'
import { propertyRuns } from './runs'
import { anyWorld } from './worlds'

describe('of any world', () => {
  it('[A1] [A3] [A8] [A9] [A11] [A13] [A14] everything holds that must (second half)', () => {
    fc.assert(fc.property(anyWorld, mustHold), propertyRuns(2))
  }, 1_800_000)
})
