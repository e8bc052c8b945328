/** What others did that concerns one person, from the records in force. */
import { seenOrNull } from '../lib/written-name'
import type { PersonId } from '../identity/types'
import type { RecordCid, RecordOf, VerifiedRecord } from '../records/types'
import { byTime, type ActRecord } from './acts-in-force'
import { fewMentions, type Mentioning } from './mentions'
import type { NewsItem } from './types'

/** Of one labeller the latest: who labels everything of somebody fills nobody's notifications. */
const MAX_LABELS_OF_ONE = 3
/** Of all together, should many be at it at a time; the posts themselves show the rest. */
const MAX_LABELS = 30

export interface Concerning {
  readonly person: PersonId
  readonly follows: readonly VerifiedRecord[]
  /** In force, on the person's posts and on any post they commented on. */
  readonly acts: readonly ActRecord[]
  /** In force, on the person and on their posts. */
  readonly labels: readonly RecordOf<'label'>[]
  /** Posts and comments that name the person by id. */
  readonly mentions: readonly Mentioning[]
  /** The person's posts and comments. */
  readonly own: ReadonlySet<RecordCid>
  /** Whom the person follows: their labels are told first where there are too many. */
  readonly known: ReadonlySet<PersonId>
}

/** Newest first, nothing of one's own. */
export function newsOf({ person, follows, acts, labels, mentions, own, known }: Concerning): NewsItem[] {
  const likes = new Set<string>()
  const shares = new Set<string>()
  const words = wordsOfShares(acts)
  // Who answers somebody by name does one thing.
  const calls = fewMentions(
    mentions.filter((record) => record.header.person !== person && !isAnswer(record, own)),
    known,
  )
  const calling = new Set(calls.map(({ cid }) => cid))
  return [...follows, ...acts.filter(({ cid }) => !calling.has(cid)), ...calls, ...fewOf(labels, known)]
    .filter(({ header }) => header.person !== person)
    .sort(byTime)
    .flatMap((record): NewsItem[] => {
      const { cid, header } = record
      const said = { cid, by: header.person, time: header.time, warning: null, label: null }
      if (record.kind === 'follow') return [{ ...said, kind: 'follow', post: null, text: '' }]
      if (record.kind === 'label' && record.body !== null) {
        const { post, reason, name, word } = record.body
        return [{ ...said, kind: 'label', post, text: reason, label: { name, word } }]
      }
      if (record.kind === 'post' || calling.has(cid)) return mentionOf(record, said)
      if (!isAct(record) || record.body === null) return []
      const { post } = record.body
      if (record.kind === 'comment') {
        const { parent, text } = record.body
        const warning = seenOrNull(record.body.warning)
        const isReply = parent !== null && own.has(parent)
        if (!isReply && !own.has(post)) return []
        return [{ ...said, kind: isReply ? 'reply' : 'comment', post, text, warning }]
      }
      if (!own.has(post)) return []
      // A person likes and shares a post once, however often they say so (rules SO6 and U30).
      const told = record.kind === 'share' ? shares : likes
      const key = pairOf(header.person, post)
      if (told.has(key)) return []
      told.add(key)
      const text = record.kind === 'share' ? (words.get(key) ?? '') : ''
      return [{ ...said, kind: record.kind, post, text }]
    })
    .reverse()
}

function pairOf(person: PersonId, post: RecordCid): string {
  return `${person} ${post}`
}

/** Words may be added to a share by another one: the first that there are count. */
function wordsOfShares(acts: readonly ActRecord[]): Map<string, string> {
  const words = new Map<string, string>()
  for (const act of acts.toSorted(byTime)) {
    if (act.kind !== 'share' || act.body === null || act.body.text === '') continue
    const pair = pairOf(act.header.person, act.body.post)
    if (!words.has(pair)) words.set(pair, act.body.text)
  }
  return words
}

type Said = Pick<NewsItem, 'cid' | 'by' | 'time' | 'warning' | 'label'>

function mentionOf(record: VerifiedRecord, said: Said): NewsItem[] {
  if ((record.kind !== 'post' && record.kind !== 'comment') || record.body === null) return []
  return [
    {
      ...said,
      kind: 'mention',
      post: record.kind === 'post' ? record.cid : record.body.post,
      text: record.body.text,
      warning: seenOrNull(record.body.warning),
    },
  ]
}

/** It is told as a comment or reply. */
function isAnswer(record: Mentioning, own: ReadonlySet<RecordCid>): boolean {
  if (record.kind === 'post' || record.body === null) return false
  const { parent, post } = record.body
  return own.has(post) || (parent !== null && own.has(parent))
}

function fewOf(labels: readonly RecordOf<'label'>[], known: ReadonlySet<PersonId>): RecordOf<'label'>[] {
  const rankOf = ({ header }: RecordOf<'label'>): number => (known.has(header.person) ? 0 : 1)
  const counts = new Map<PersonId, number>()
  return labels
    .toSorted((a, b) => rankOf(a) - rankOf(b) || byTime(b, a))
    .filter(({ header }) => {
      const count = (counts.get(header.person) ?? 0) + 1
      counts.set(header.person, count)
      return count <= MAX_LABELS_OF_ONE
    })
    .slice(0, MAX_LABELS)
}

function isAct(record: VerifiedRecord): record is ActRecord {
  return record.kind === 'like' || record.kind === 'share' || record.kind === 'comment'
}
