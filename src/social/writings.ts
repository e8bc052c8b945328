import { seenOrNull } from '../lib/written-name'
import type { RecordOf } from '../records/types'
import type { Writing } from './types'

/** What a post or comment says; null when its words are not kept. */
export function writingOf(record: RecordOf<'post'> | RecordOf<'comment'>): Writing | null {
  const { cid, header } = record
  if (record.body === null) return null
  const { text } = record.body
  const warning = seenOrNull(record.body.warning)
  const of = { cid, author: header.person, time: header.time, text, warning }
  if (record.kind === 'comment') return { ...of, post: record.body.post, alts: [], tags: [] }
  const { images, tags } = record.body
  return { ...of, post: cid, alts: images.map(({ alt }) => alt), tags }
}
