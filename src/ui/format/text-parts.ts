/** Cuts a post's text into plain text, tags and links; each part is drawn as a text node, never as HTML. */
import { parseTag } from '../../records/tag'
import type { Tag } from '../../records/types'

export type TextPart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'tag'; readonly text: string; readonly tag: Tag }
  | { readonly kind: 'link'; readonly text: string; readonly href: string }

const TAG_WORD = /^#[\p{L}\p{N}\p{M}_-]+/u
/** Marks that end a sentence rather than an address. */
const TRAILING = /[.,;:!?)\]}'"»”]+$/

export function textParts(text: string): TextPart[] {
  const parts: TextPart[] = []
  for (const word of text.split(/(\s+)/)) {
    for (const part of partsOfWord(word)) {
      const last = parts.at(-1)
      if (part.kind === 'text' && last?.kind === 'text')
        parts[parts.length - 1] = { kind: 'text', text: last.text + part.text }
      else parts.push(part)
    }
  }
  return parts
}

function partsOfWord(word: string): TextPart[] {
  if (word === '') return []
  const written = TAG_WORD.exec(word)?.[0]
  const tag = written === undefined ? null : parseTag(written)
  if (written !== undefined && tag !== null) {
    return [{ kind: 'tag', text: written, tag }, ...plain(word.slice(written.length))]
  }
  if (word.startsWith('https://')) {
    const address = word.replace(TRAILING, '')
    const href = httpsAddress(address)
    if (href !== null) return [{ kind: 'link', text: address, href }, ...plain(word.slice(address.length))]
  }
  return plain(word)
}

function plain(text: string): TextPart[] {
  return text === '' ? [] : [{ kind: 'text', text }]
}

/** Null unless it is an https address with a host and nothing that hides the host. */
function httpsAddress(text: string): string | null {
  try {
    const url = new URL(text)
    const isPlain =
      url.protocol === 'https:' && url.username === '' && url.password === '' && url.hostname !== ''
    return isPlain ? url.href : null
  } catch {
    return null
  }
}
