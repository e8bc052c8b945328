import fc from 'fast-check'
import { CID } from 'multiformats/cid'
import { expect, it } from 'vitest'
import { cidOf } from '../../src/records/codec'
import { isRecordCid } from '../../src/records/record-cid'

it('[U53] the address of every record can be one', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array(), async (block) => {
      expect(isRecordCid(await cidOf(block))).toBe(true)
    }),
    { seed: 53 },
  )
})

it('[U53] what is no address of a record, or of which a part is missing or another, is told from one', async () => {
  const cid = await cidOf(new Uint8Array([1]))
  const isRead = (text: string): boolean => {
    try {
      return CID.parse(text).toString() === text
    } catch {
      return false
    }
  }
  for (const none of ['', 'garbage', cid.slice(0, -1), `${cid}a`, cid.toUpperCase(), ` ${cid}`, `${cid}\n`])
    expect(isRecordCid(none)).toBe(false)
  // A picture has one of another kind.
  expect(isRecordCid(CID.createV1(0x55, CID.parse(cid).multihash).toString())).toBe(false)
  for (const letter of 'abcdefghijklmnopqrstuvwxyz234567') {
    const changed = cid.slice(0, -1) + letter
    expect(isRecordCid(changed)).toBe(isRead(changed))
  }
})
