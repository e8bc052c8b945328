/** What others did that concerns one person, from the records in force. */
import type { PersonId } from '../identity/types'
import type { RecordCid, VerifiedRecord } from '../records/types'
import { byTime, type ActRecord } from './acts-in-force'
import type { NewsItem } from './types'

/**
 * Newest first, nothing of one's own.
 * @param acts in force, on the person's posts and on any post they commented on
 * @param own the person's posts and comments
 */
export function newsOf(
  person: PersonId,
  follows: readonly VerifiedRecord[],
  acts: readonly ActRecord[],
  own: ReadonlySet<RecordCid>,
): NewsItem[] {
  const likes = new Set<string>()
  return [...follows, ...acts]
    .filter(({ header }) => header.person !== person)
    .sort(byTime)
    .flatMap((record): NewsItem[] => {
      const { cid, header } = record
      const said = { cid, by: header.person, time: header.time, warning: null }
      if (record.kind === 'follow') return [{ ...said, kind: 'follow', post: null, text: '' }]
      if (!isAct(record) || record.body === null) return []
      const { post } = record.body
      if (record.kind === 'comment') {
        const { parent, text, warning = null } = record.body
        const isReply = parent !== null && own.has(parent)
        if (!isReply && !own.has(post)) return []
        return [{ ...said, kind: isReply ? 'reply' : 'comment', post, text, warning }]
      }
      if (!own.has(post)) return []
      if (record.kind === 'share') return [{ ...said, kind: 'share', post, text: record.body.text }]
      // A person likes a post once, however many likes there are (rule SO6).
      const isFirst = !likes.has(`${header.person} ${post}`)
      likes.add(`${header.person} ${post}`)
      return isFirst ? [{ ...said, kind: 'like', post, text: '' }] : []
    })
    .reverse()
}

function isAct(record: VerifiedRecord): record is ActRecord {
  return record.kind === 'like' || record.kind === 'share' || record.kind === 'comment'
}
