/** Cuts a post's text into plain text, tags, mentions and links; each part is drawn as a text node, never as HTML. */
import type { PersonId } from '../../identity/types'
import { marksIn, type Mark } from '../../records/tag'
import type { Tag } from '../../records/types'

export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'tag'; readonly text: string; readonly tag: Tag }
  | { readonly kind: 'mention'; readonly text: string; readonly person: PersonId }
  /** `text` is what was written, `shown` what is drawn. */
  | { readonly kind: 'link'; readonly text: string; readonly href: string; readonly shown: string }

const WRITTEN_HOST = /^https?:\/\/([^/\\?#]*?)(?::\d*)?(?:[/\\?#]|$)/i

/** Marks that end a sentence rather than an address. */
const TRAILING = new Set(".,;:!?'…*_~»”’")
/** These belong to an address that opens them too, as in `https://example.org/Bee_(insect)`. */
const OPENER = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
])

export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = []
  let plainFrom = 0
  for (const mark of marksIn(text)) {
    const { start } = mark
    const part = partOf(mark, text.slice(start, mark.end))
    if (part === null) continue
    if (start > plainFrom) parts.push({ kind: 'text', text: text.slice(plainFrom, start) })
    parts.push(part)
    plainFrom = start + part.text.length
  }
  if (plainFrom < text.length) parts.push({ kind: 'text', text: text.slice(plainFrom) })
  return parts
}

function partOf({ tag, person }: Mark, text: string): TextPart | null {
  if (tag !== null) return { kind: 'tag', text, tag }
  return person === null ? linkOf(text) : { kind: 'mention', text, person }
}

/** Null unless it is a web address with a host and nothing that hides the host. */
function linkOf(written: string): TextPart | null {
  const text = withoutSentenceEnd(written)
  try {
    const url = new URL(text)
    const isPlain = url.username === '' && url.password === '' && url.hostname !== ''
    const isWeb = url.protocol === 'https:' || url.protocol === 'http:'
    if (!isPlain || !isWeb) return null
    return { kind: 'link', text, href: url.href, shown: namesHost(text, url.hostname) ? text : url.href }
  } catch {
    return null
  }
}

/** Whether the host that one reads is the one it leads to: not with a letter of another script, nor one like a stroke (rule LK8). */
function namesHost(written: string, host: string): boolean {
  return WRITTEN_HOST.exec(written)?.[1]?.toLowerCase() === host
}

function withoutSentenceEnd(address: string): string {
  const counts = new Map<string, number>()
  for (const char of address) counts.set(char, (counts.get(char) ?? 0) + 1)
  let end = address.length
  for (; end > 0; end -= 1) {
    const last = address.charAt(end - 1)
    const opener = OPENER.get(last)
    const isUnopened = opener !== undefined && (counts.get(last) ?? 0) > (counts.get(opener) ?? 0)
    if (!isUnopened && !TRAILING.has(last)) break
    counts.set(last, (counts.get(last) ?? 0) - 1)
  }
  return address.slice(0, end)
}
