/** A log that two copies of a browser went on writing, and its author's word that both are hers (rules SY17, SY18). */
import type { RecordStore } from '../../src/records/store'
import type { RecordBlocks, VerifiedRecord } from '../../src/records/types'
import { Author } from './author'
import { testDevice } from './test-person'

export const FORKED_WORDS = 'legal winner thank year wave sausage worth useful legal winner thank yellow'
export const LAPTOP = testDevice('laptop of alice')

export async function recordsOf(store: RecordStore): Promise<VerifiedRecord[]> {
  const records: VerifiedRecord[] = []
  for await (const record of store.all()) records.push(record)
  return records
}

export function blocksOf(records: readonly VerifiedRecord[]): RecordBlocks[] {
  return records.map(({ entryBlock, bodyBlock }) => ({ entry: entryBlock, body: bodyBlock }))
}

/** Her laptop, of which there were two from some entry on, and the merge that she wrote on a further device. */
export async function forkedLog({ common = 2, one = 2, other = 3 } = {}) {
  const branches = await Promise.all(
    ['here', 'there'].map(async (where, index) => {
      const author = await Author.create({ words: FORKED_WORDS, signer: LAPTOP })
      for (let count = 0; count < common; count += 1) await author.post(`before ${count}`)
      for (let count = 0; count < (index === 0 ? one : other); count += 1)
        await author.post(`${where} ${count}`)
      return recordsOf(author.store)
    }),
  )
  const healed = await Author.create({ words: FORKED_WORDS, signer: testDevice('new laptop of alice') })
  healed.nowMs += 1_000_000
  const heads = [...new Set(branches.flatMap((branch) => branch.at(-1)?.cid ?? []))]
  await healed.write({ kind: 'merge', body: { device: LAPTOP.device, heads } })
  const [left = [], right = []] = branches
  return { left, right, merge: await recordsOf(healed.store), healed }
}
