import 'fake-indexeddb/auto'
import { expect, it } from 'vitest'
import { logForks } from '../../src/app/log-forks'
import { newWords } from '../../src/identity/words'
import type { NetworkId, RecordOf } from '../../src/records/types'
import { openDatabase } from '../../src/storage/open'
import { IdbRecordStore } from '../../src/storage/record-store'
import { Author } from '../helpers/author'

it('[SY17] a log that has gone two ways is told of: that one of them is shown, and then that both are', async () => {
  const db = await openDatabase('told forks' as NetworkId, () => undefined)
  const words = newWords().join(' ')
  const [alice, further] = [await Author.create({ words }), await Author.create({ words })]
  const [held, other] = [await alice.post('here'), await alice.post('there')]
  expect(await logForks(db, alice.person, [])).toBe('none')
  const evidence = { seq: 1, held: held.cid, other: other.cid, otherEntry: other.entryBlock }
  await new IdbRecordStore(db).keepFork({ ...alice.logId(), ...evidence })
  expect(await logForks(db, alice.person, [])).toBe('open')
  const { device } = alice.logId()
  const merge = await further.write({ kind: 'merge', body: { device, heads: [held.cid, other.cid] } })
  expect(await logForks(db, alice.person, [merge as RecordOf<'merge'>])).toBe('joined')
  // Another log of hers is another matter, and so is somebody else.
  const elsewhere = { person: alice.person, device: further.signer.device }
  await new IdbRecordStore(db).keepFork({ ...elsewhere, ...evidence })
  expect(await logForks(db, alice.person, [merge as RecordOf<'merge'>])).toBe('open')
  expect(await logForks(db, (await Author.create()).person, [])).toBe('none')
})
