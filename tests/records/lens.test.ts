import { describe, expect, it } from 'vitest'
import { ADJUSTABLE, ADJUSTABLE_NAMES, paramsOf, readRanking } from '../../src/attention/adjustable'
import { BODY_SCHEMAS } from '../../src/records/bodies'
import { LENS_BOUNDS, type LensRanking } from '../../src/records/lens'
import { signRecord } from '../../src/records/sign'
import { Author } from '../helpers/author'

describe('a lens', () => {
  it('[R15] has the names of the sliders, and every place of every slider fits and comes back as it was', () => {
    expect(Object.keys(LENS_BOUNDS)).toEqual(ADJUSTABLE_NAMES)
    for (const name of ADJUSTABLE_NAMES) {
      const { least, greatest, step } = ADJUSTABLE[name]
      expect(least).toBeGreaterThanOrEqual(LENS_BOUNDS[name].least)
      expect(greatest).toBeLessThanOrEqual(LENS_BOUNDS[name].greatest)
      for (let steps = 0; least + steps * step <= greatest; steps += 1) {
        const set = least + steps * step
        const written = BODY_SCHEMAS.lens.write({ name: 'x', ranking: { [name]: set } })
        const read = BODY_SCHEMAS.lens.read(written)
        expect(readRanking(read?.ranking)[name]).toBeCloseTo(set, 12)
      }
    }
  })

  it('[R15] at any of its bounds is a ranking that the model works with', () => {
    for (const bound of ['least', 'greatest'] as const) {
      const ranking: LensRanking = Object.fromEntries(
        Object.entries(LENS_BOUNDS).map(([name, bounds]) => [name, bounds[bound]]),
      )
      expect(() => paramsOf(ranking)).not.toThrow()
    }
  })

  it('[R2] of numbers that others would refuse is not published, and is told why', async () => {
    const alice = await Author.create()
    const say = async (ranking: LensRanking) =>
      signRecord({ kind: 'lens', body: { name: 'x', ranking } }, await alice.place(), alice.signer)
    expect(await say({ likeWeight: 10.01 })).toEqual({ ok: false, error: 'out-of-bounds' })
    expect(await say({ baseGain: Number.NaN })).toEqual({ ok: false, error: 'bad-schema' })
    expect(await say({ baseGain: 0.123 })).toEqual({ ok: false, error: 'bad-schema' })
    expect(await say({})).toEqual({ ok: false, error: 'bad-schema' })
  })
})
