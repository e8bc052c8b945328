import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { admitBeside } from '../../src/records/admit'
import { Branch } from '../../src/records/branch'
import type { VerifiedRecord } from '../../src/records/types'
import { Author } from '../helpers/author'
import { testDevice } from '../helpers/test-person'

const WORDS = 'legal winner thank year wave sausage worth useful legal winner thank yellow'
const SIGNER = testDevice('laptop of alice')

/** Her laptop's log, to which she writes so many posts. */
async function written(posts: readonly string[]): Promise<{ author: Author; records: VerifiedRecord[] }> {
  const author = await Author.create({ words: WORDS, signer: SIGNER })
  for (const text of posts) await author.post(text)
  const records: VerifiedRecord[] = []
  for await (const record of author.store.all()) records.push(record)
  return { author, records }
}

const { author, records } = await written(['one', 'two', 'three', 'four'])
const { records: others } = await written(['one', 'two', 'drei', 'vier'])

describe('a branch of a log', () => {
  it('[SY18] comes back from its end in this order alone, whatever else comes and however often', () => {
    const anything = fc.array(fc.constantFrom(...records, ...others), { maxLength: 40 })
    fc.assert(
      fc.property(anything, anything, (before, between) => {
        const head = at(records, 4)
        const branch = new Branch(author.logId(), head.cid)
        const wanted = records.toReversed()
        for (const record of [...before, ...wanted.flatMap((each) => [each, ...between])]) branch.take(record)
        expect(branch.entries().map(({ cid }) => cid)).toEqual(records.map(({ cid }) => cid))
        expect(branch.isWhole).toBe(true)
      }),
      { seed: 17 },
    )
  })

  it('[SY18] takes nothing of another log', () => {
    const log = { ...author.logId(), device: testDevice('phone of alice').device }
    expect(new Branch(log, at(records, 4).cid).take(at(records, 4))).toBe(false)
  })

  it('[SY18] is kept only where each entry follows the one before it and is signed', async () => {
    const nothingHeld = { get: () => Promise.resolve(null) }
    expect(await admitBeside(at(records, 3), at(records, 2), nothingHeld)).toMatchObject({
      value: { isBeside: true },
    })
    expect(await admitBeside(at(records, 4), at(records, 2), nothingHeld)).toEqual({
      ok: false,
      error: 'gap',
    })
    const signature = at(others, 3).signature
    expect(await admitBeside({ ...at(records, 3), signature }, at(records, 2), nothingHeld)).toEqual({
      ok: false,
      error: 'bad-signature',
    })
    expect(await admitBeside(at(records, 0), null, nothingHeld)).toMatchObject({ ok: true })
  })
})

function at(list: readonly VerifiedRecord[], index: number): VerifiedRecord {
  const record = list[index]
  if (record === undefined) throw new Error(`expected ${index + 1} records`)
  return record
}
