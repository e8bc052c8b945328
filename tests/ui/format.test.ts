import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import type { ConnectionState, ImageError, PeerLink, PublishError } from '../../src/app/api'
import type { PersonId } from '../../src/identity/types'
import { MAX_TAGS, MAX_WARNING_CHARS } from '../../src/records/limits'
import { isTag, tagsIn } from '../../src/records/tag'
import { connectionSentence } from '../../src/ui/format/connection-sentence'
import { pairingSentence } from '../../src/ui/format/pairing-sentence'
import { leftOutSentence } from '../../src/ui/format/left-out-sentence'
import { beginningOf } from '../../src/ui/format/beginning'
import { sizeText } from '../../src/ui/format/bytes'
import { moveSentence } from '../../src/ui/format/move-sentence'
import { asPercent, drawnShare, lightOf, shortNumber, shownGain } from '../../src/ui/format/numbers'
import { postTitle } from '../../src/ui/format/post-title'
import { imageSentence, publishSentence } from '../../src/ui/format/publish-error'
import { roomSentence } from '../../src/ui/format/room-sentence'
import { MAX_TYPED_CHARS } from '../../src/ui/format/typed-chars'
import { shownName, withoutTurning } from '../../src/ui/format/shown-name'
import { shownText } from '../../src/ui/format/shown-text'
import { textParts, type TextPart } from '../../src/ui/format/text-parts'
import { fullTime, timeAgo } from '../../src/ui/format/time'
import { isWarningShort } from '../../src/ui/format/warning-written'

const RUNS = { numRuns: 2_000, seed: 6 }
/** Noon in Greenwich, so that it is the same day almost everywhere. */
const NOON_MS = Date.UTC(2026, 0, 15, 12)
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

/** What people write, and what they write who mean harm. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 6 }),
      fc.constantFrom(
        '#bees',
        '#Über-Bienen',
        '#-',
        '#',
        'https://example.org/a?b=c',
        'https://',
        'http://a.org',
        '#Bees',
        '(#bees)',
        '"#honey"',
        'a,#wax',
        '#a1 #a2 #a3 #a4',
        '#a5 #a6 #a7 #a8 #a9',
      ),
      fc.constantFrom(
        'https://me@bank.example',
        'https://[',
        'javascript:alert(1)',
        'data:text/html,x',
        '<b>',
      ),
      fc.constantFrom(
        'https://x.org/Bee_(x)',
        '(https://a.org)',
        'https://a.org/(b)#part',
        '/?#q',
        '(',
        '_',
        '-',
      ),
      fc.constantFrom(' ', '\n', '\t', '\u00a0', '. ', ')', '…', '"'),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(''))

function shape(text: string): string[] {
  return textParts(text).map((part) => `${part.kind}: ${part.text}`)
}

function links(text: string): string[] {
  return textParts(text).flatMap((part) => (part.kind === 'link' ? [part.href] : []))
}

function kindsSideBySide(parts: readonly TextPart[]): string[] {
  return parts.slice(1).map((part, index) => `${parts[index]?.kind ?? ''} ${part.kind}`)
}

describe('the text of a post', () => {
  it('[U1] is cut into words, tags and links', () => {
    const text = 'See https://example.org/bees, they say.\n#Bees and #honey!'
    expect(shape(text)).toEqual([
      'text: See ',
      'link: https://example.org/bees',
      'text: , they say.\n',
      'tag: #Bees',
      'text:  and ',
      'tag: #honey',
      'text: !',
    ])
    const tags = textParts(text).flatMap((part) => (part.kind === 'tag' ? [part.tag] : []))
    expect(tags).toEqual(['bees', 'honey'])
  })

  it('[U1] joins again from its parts, whatever it is', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const parts = textParts(text)
        expect(parts.map((part) => part.text).join('')).toBe(text)
        expect(parts.every((part) => part.text !== '')).toBe(true)
        expect(kindsSideBySide(parts)).not.toContain('text text')
      }),
      RUNS,
    )
  })

  it('[U1] holds no tag that is none, and no link but to the host that one reads', () => {
    let seenLinks = 0
    fc.assert(
      fc.property(anyText, (text) => {
        for (const part of textParts(text)) {
          if (part.kind === 'tag') expect(isTag(part.tag)).toBe(true)
          if (part.kind !== 'link') continue
          seenLinks += 1
          const url = new URL(part.href)
          expect(['https:', 'http:']).toContain(url.protocol)
          expect(part.text.slice(0, 5)).toBe(part.href.slice(0, 5))
          expect([url.username, url.password]).toEqual(['', ''])
          expect(url.host).toBe(new URL(part.text).host)
        }
      }),
      RUNS,
    )
    expect(seenLinks).toBeGreaterThan(100)
  })

  it.each([
    ['https://google.com\u2215login.evil.example/x', 'https://google.xn--comlogin-0f7d.evil.example/x'],
    ['http://ex\u0430mple.com/', 'http://xn--exmple-4nf.com/'],
    ['https://b\u00fccher.example/', 'https://xn--bcher-kva.example/'],
    ['https://go\u00adod.example/', 'https://good.example/'],
    ['https://%65vil.example/', 'https://evil.example/'],
    ['https:///evil.example/x', 'https://evil.example/x'],
    ['http://0x7f.1/', 'http://127.0.0.1/'],
  ])('[LK8] the link %s is drawn with the host it leads to', (written, shown) => {
    expect(textParts(written)).toEqual([{ kind: 'link', text: written, href: shown, shown }])
  })

  it.each([
    'https://Example.org',
    'https://example.org:443/a?b#c',
    'https://example.org?q=\u00fc',
    'https://example.org/stra\u00dfe',
    'http://[::1]:8080/',
    'https://xn--bcher-kva.example/',
  ])('[LK8] the link %s is drawn as it was written', (written) => {
    expect(textParts(written)).toMatchObject([{ kind: 'link', text: written, shown: written }])
  })

  it('[U1] shows as tags those that the post bears, and no others', () => {
    const seen = new Set<number>()
    fc.assert(
      fc.property(anyText, (text) => {
        const drawn = textParts(text).flatMap((part) => (part.kind === 'tag' ? [part.tag] : []))
        expect([...new Set(drawn)]).toEqual(tagsIn(text))
        seen.add(tagsIn(text).length)
      }),
      RUNS,
    )
    expect(seen).toContain(MAX_TAGS)
  })

  it('[U1] shows tags in brackets, in quotes and behind a comma', () => {
    expect(shape('(#bees) "#honey" a,#wax')).toEqual([
      'text: (',
      'tag: #bees',
      'text: ) "',
      'tag: #honey',
      'text: " a,',
      'tag: #wax',
    ])
    expect(shape('#bees-')).toEqual(['tag: #bees', 'text: -'])
  })

  it('[U1] shows the ninth tag as the plain word that it is, and one of the eight again as a tag', () => {
    const eight = Array.from({ length: MAX_TAGS }, (_, index) => `#t${index}`).join(' ')
    expect(shape(`${eight} #ninth #T0`).slice(-2)).toEqual(['text:  #ninth ', 'tag: #T0'])
  })

  it.each([
    ['https://x.org/Bee_(x)', 'https://x.org/Bee_(x)'],
    ['(https://a.org)', 'https://a.org'],
    ['(see https://x.org/Bee_(x))', 'https://x.org/Bee_(x)'],
    ['(see https://x.org/Bee_(x).)', 'https://x.org/Bee_(x)'],
    ['http://a.org/b', 'http://a.org/b'],
    ['"https://a.org/b"', 'https://a.org/b'],
    ['<https://a.org/b>,', 'https://a.org/b'],
    ['https://a.org/b…', 'https://a.org/b'],
    ['https://a.org/[1]', 'https://a.org/[1]'],
    ['https://x.org/Bee_(x)#Food', 'https://x.org/Bee_(x)#Food'],
    ['https://a.org/\u202egpj.exe', 'https://a.org/'],
  ])('[U1] in %s the link is %s', (text, address) => {
    const found = textParts(text).filter(({ kind }) => kind === 'link')
    expect(found.map((part) => part.text)).toEqual([address])
    expect(tagsIn(text)).toEqual([])
  })

  it('[U1] of many brackets is cut in linear time', () => {
    const startedMs = performance.now()
    for (const part of ['(', ')', '.', '()', '.)', '-']) {
      textParts(`https://a.org/${part.repeat(100_000)}`)
      textParts(`https://a.org/${part.repeat(100_000)}x`)
      textParts(`#${part.repeat(100_000)}x`)
    }
    expect(performance.now() - startedMs).toBeLessThan(2_000)
  })

  it.each([
    'javascript:alert(1)',
    'JavaScript://example.org/%0Aalert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://example.org/1',
    'ftp://example.org',
    '//example.org',
    'https:example.org',
    'https://',
    'https://[',
    'https://example.org:99999',
    'https://bank.example@evil.example/',
    'https://:secret@evil.example/',
    'xhttps://example.org',
  ])('[U1] %s is no link', (text) => {
    expect(links(text)).toEqual([])
    expect(shape(text)).toEqual([`text: ${text}`])
  })

  it('[U1] that looks like HTML stays as it was written', () => {
    const text = '<img src=x onerror=alert(1)><a href="javascript:alert(1)">&lt;</a>'
    expect(textParts(text)).toEqual([{ kind: 'text', text }])
  })

  it('[U1] may say what is no tag', () => {
    for (const text of ['#', '##bees', '#-', 'a#bees', '#!', `#${'x'.repeat(41)}`]) {
      expect(shape(text)).toEqual([`text: ${text}`])
    }
  })

  it('[U1] a link does not take the end of the sentence with it', () => {
    expect(shape('https://example.org/a.b?!)"»')).toEqual(['link: https://example.org/a.b', 'text: ?!)"»'])
    expect(links('https://example.org/?q=1')).toEqual(['https://example.org/?q=1'])
  })

  it('[U1] no text is no parts', () => {
    expect(textParts('')).toEqual([])
  })
})

const connected: ConnectionState = {
  tab: 'leading',
  peerId: 'me',
  pairing: { status: 'none' },
  relays: [{ address: 'relay', state: 'connected', from: 'network' }],
  hasOwnRelays: false,
  leftOut: 'nobody',
  links: [],
  missing: { behind: [], unheard: null },
  online: true,
}

function link(peerId: string, person: string | null = null): PeerLink {
  return { peerId, person: person as PersonId | null, direct: true, since: 0 }
}

function withRelays(...states: readonly ConnectionState['relays'][number]['state'][]): ConnectionState {
  return {
    ...connected,
    relays: states.map((state, index) => ({ address: `relay ${index}`, state, from: 'network' })),
  }
}

describe('a text as it is drawn', () => {
  it('[U25] reads as its letters are written, whatever marks would turn it', () => {
    expect(shownText('\u202e siht si phishing')).toBe(' siht si phishing')
    expect(shownText('https://good.example/\u202emoc.live/\u202c')).toBe('https://good.example/moc.live/')
    expect(shownText('a\u2067b\u2069c')).toBe('abc')
    // These turn nothing but what stands beside them, and Arabic and Hebrew are typed with them.
    expect(shownText('\u05d0\u200f!')).toBe('\u05d0\u200f!')
  })

  it('[U25] has no more than four marks on a letter, also with what is not seen between them', () => {
    const marks = (text: string) => (text.match(/\p{Mn}/gu) ?? []).length
    expect(shownText(`Z${'\u0351'.repeat(300)}algo`)).toBe(`Z${'\u0351'.repeat(4)}algo`)
    expect(marks(shownText(`Z${'\u0351\u200d'.repeat(300)}algo`))).toBe(4)
    expect(shownName(`Z${'\u0351'.repeat(40)}oe`)).toBe(`Z${'\u0351'.repeat(4)}oe`)
  })

  it('[U25] has each @ before its word, also where the words around it run from the right', () => {
    expect(shownText('سلام @Alice وداعا')).toBe('سلام \u200e@Alice وداعا')
    expect(shownText(shownText('سلام @Alice'))).toBe('سلام \u200e@Alice')
    // What is typed into the box of a name is what is kept.
    expect(withoutTurning('سلام @Alice')).toBe('سلام @Alice')
  })

  it.each([
    'Hello @Alice',
    'سلام @علي a@b.example @',
    'Tiếng Việt',
    'ที่นี่',
    'क्षत्रिय',
    'مُحَمَّدٌ',
    'בְּרֵאשִׁ֖ית',
    '👨\u200d👩\u200d👧\ufe0f',
    '🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}',
  ])('[U25] leaves %s as it is', (text) => {
    expect(shownText(text)).toBe(text)
  })
})

describe('the sentence about the connection', () => {
  it('[U2] counts the people at the other end, not their tabs', () => {
    const one = connectionSentence({ ...connected, links: [link('a', 'bob'), link('b', 'bob')] })
    const three = connectionSentence({ ...connected, links: [link('a', 'bob'), link('b'), link('c')] })
    expect(one).toMatch(/\b1 person\b/)
    expect(three).toMatch(/\b3 people\b/)
  })

  it('[HB3] does not say "linked" and no more when nobody followed has been heard', () => {
    const missing = { behind: [], unheard: { lastHeard: null } }
    expect(connectionSentence({ ...connected, missing, links: [link('a', 'bob')] })).toMatch(/cut off/)
    expect(connectionSentence({ ...connected, missing, online: false })).not.toMatch(/cut off/)
  })

  it('[P15] says for whom the page makes no connection any more, and nothing while there is nobody', () => {
    expect(leftOutSentence({ leftOut: 'nobody' })).toBe(null)
    expect(leftOutSentence({ leftOut: 'strangers' })).toMatch(/still connects with those whom you follow/)
    expect(leftOutSentence({ leftOut: 'everybody' })).toMatch(/until the page is loaded again/)
  })

  it('[U2] counts people also when the relays are gone, as links hold without them', () => {
    const sentence = connectionSentence({ ...withRelays('unreachable'), links: [link('a', 'bob')] })
    expect(sentence).toMatch(/\b1 person\b/)
  })

  it('[U2] says that nobody is there yet while a relay is', () => {
    expect(connectionSentence(connected)).toMatch(/looking for people/i)
    expect(connectionSentence(withRelays('unreachable', 'connected'))).toMatch(/looking for people/i)
  })

  it('[U2] says that no relay can be reached when none can, and what becomes of writing', () => {
    const sentence = connectionSentence(withRelays('unreachable', 'unreachable'))
    expect(sentence).toMatch(/no relay can be reached/i)
    expect(sentence).toMatch(/kept here/i)
  })

  it('[U2] says what to do when no relay is set', () => {
    expect(connectionSentence(withRelays())).toMatch(/no relay is set.*code/i)
  })

  it('[U2] says that it is starting until there is a peer', () => {
    expect(connectionSentence({ ...connected, peerId: null })).toMatch(/starting/i)
  })

  it('[U2] says that it is offline, and promises to send', () => {
    const sentence = connectionSentence({ ...connected, online: false })
    expect(sentence).toMatch(/^offline.*kept here.*will be sent/i)
  })

  it('[U2] counts people also when the browser has no network, as links within a house hold without', () => {
    const sentence = connectionSentence({ ...connected, online: false, links: [link('a', 'bob')] })
    expect(sentence).toMatch(/^linked directly with 1 person/i)
  })

  it('[PA5] says of a pairing that is late what to do', () => {
    const pairing = { status: 'connecting', code: 'code', name: 'Bob' } as const
    expect(pairingSentence({ ...pairing, isLate: false })).not.toMatch(/start again/)
    expect(pairingSentence({ ...pairing, isLate: true })).toMatch(/start again, both of you/)
  })

  it('[PA6] says of a pairing that could not be kept that room is wanting, not a way', () => {
    expect(pairingSentence({ status: 'failed', why: 'not-kept' })).toMatch(/no room left/)
    expect(pairingSentence({ status: 'failed', why: 'broken' })).not.toMatch(/room/)
  })

  it('[U2] says that another tab runs the peer, whatever this tab knows', () => {
    const sentence = connectionSentence({ ...connected, tab: 'following', online: false, peerId: null })
    expect(sentence).toMatch(/another tab/i)
  })

  it('[U2] promises no sending where the browser has no peer', () => {
    for (const online of [true, false]) {
      const sentence = connectionSentence({ ...connected, tab: 'without-peer', peerId: null, online })
      expect(sentence).toMatch(/cannot connect/i)
      expect(sentence).toMatch(/kept here/i)
      expect(sentence).not.toMatch(/sent|starting/i)
    }
  })
})

describe('a time', () => {
  it.each([
    [0, 'now'],
    [MINUTE_MS - 1, 'now'],
    [MINUTE_MS, '1m ago'],
    [HOUR_MS - 1, '59m ago'],
    [HOUR_MS, '1h ago'],
    [DAY_MS - 1, '23h ago'],
    [DAY_MS, 'yesterday'],
    [7 * DAY_MS - 1, '6d ago'],
    [7 * DAY_MS, 'Jan 8, 2026'],
    [365 * DAY_MS, 'Jan 15, 2025'],
  ])('%i ms ago reads "%s"', (ageMs, words) => {
    expect(timeAgo(NOON_MS - ageMs, NOON_MS)).toBe(words)
  })

  it('ahead of a clock that is slow is now, not in the future', () => {
    expect(timeAgo(NOON_MS + HOUR_MS, NOON_MS)).toBe('now')
  })

  it('in full has day, year and minute', () => {
    expect(fullTime(NOON_MS)).toMatch(/^January 15, 2026 at \d+:\d\d\s[AP]M$/)
  })
})

describe('a number', () => {
  it('as percent is whole', () => {
    expect([0, 0.004, 0.973, 1].map(asPercent)).toEqual(['0%', '0%', '97%', '100%'])
  })

  it('is short, and keeps the digits that matter', () => {
    expect([0, 0.000123456, 1.006, 12.345, 1234.5].map(shortNumber)).toEqual([
      '0',
      '0.000123',
      '1.01',
      '12.3',
      '1,230',
    ])
  })
})

describe('what a record adds', () => {
  it('is shown with a sign, and next to nothing as that', () => {
    expect(shownGain(0.05)).toBe('+0.05')
    expect(shownGain(5)).toBe('+5')
    expect(shownGain(0)).toBe('+0')
    expect(shownGain(4e-6)).toBe('+0.00…')
  })
})

describe('how a post begins', () => {
  it('[U3] stands in one line, cut between characters, without marks that turn it', () => {
    expect(postTitle('short and good')).toBe('short and good')
    expect(postTitle('two\nlines   here')).toBe('two lines here')
    expect(postTitle('a\u202eb')).toBe('ab')
    expect(postTitle('')).toBe('')
    const family = '👨‍👩‍👧'
    expect(postTitle(family.repeat(40))).toBe(`${family.repeat(32)}…`)
  })

  it('[U49] is looked for in the beginning of the post alone, and stays short whatever is one letter', () => {
    const segment = vi.spyOn(Intl.Segmenter.prototype, 'segment')
    try {
      expect(postTitle('hello you '.repeat(500))).toBe('hello you hello you hello you he…')
      for (const unit of ['👨‍', 'a\u0301\u0302', '🏴\u{e0067}\u{e0062}', 'x👨‍👩‍👧‍👦👨‍👩‍👧‍👦']) {
        for (const before of ['', 'a', 'ab']) {
          const title = postTitle(before + unit.repeat(1_000))
          expect(title.length).toBeLessThanOrEqual(401)
          expect(title).not.toMatch(/\p{Cs}/u)
        }
      }
      const lengths = segment.mock.calls.map(([text]) => text.length)
      expect(Math.max(...lengths)).toBeLessThanOrEqual(400)
    } finally {
      segment.mockRestore()
    }
  })

  it('[U24] the title of a post leaves out the marks of the list or quote that it begins with', () => {
    expect(postTitle('- bread\n- butter')).toBe('bread - butter')
    expect(postTitle('> late\n\nsays the sign')).toBe('late says the sign')
    expect(postTitle('>> 1. - deep')).toBe('deep')
    expect(postTitle('12. December')).toBe('December')
    for (const text of ['2025. A year', '>:( no', '-5 degrees', '- - -', '5 > 4', 'a - b'])
      expect(postTitle(text)).toBe(text)
  })
})

describe('why a post stands elsewhere than its rank', () => {
  it('[ST7] has a sentence of its own for every reason, with the name it concerns', () => {
    const said = (['fresh', 'author-cap', 'sponsored-cap'] as const).map((move) => moveSentence(move, 'Bob'))
    expect(new Set(said).size).toBe(3)
    expect(said[0]).toBe('Shown here because you follow Bob and have not seen it.')
    expect(said[1]).toContain('Bob')
  })
})

describe('what is said when something did not work', () => {
  const publishErrors: PublishError[] = [
    { reason: 'no-identity' },
    { reason: 'not-valid', why: 'bad-schema' },
    { reason: 'storage-full' },
    { reason: 'leader-away' },
  ]
  const imageErrors: ImageError[] = ['not-an-image', 'too-large', 'storage-full', 'leader-away']

  it('tells after every failed post that the text is still here', () => {
    for (const error of publishErrors) {
      expect(publishSentence(error)).toMatch(/(?:what you wrote|your text) is still here\.$/i)
    }
  })

  it('has a sentence of its own for every reason', () => {
    expect(new Set(publishErrors.map(publishSentence)).size).toBe(publishErrors.length)
    expect(new Set(imageErrors.map(imageSentence)).size).toBe(imageErrors.length)
  })

  it('names what is wrong with the picture', () => {
    expect(imageSentence('not-an-image')).toMatch(/not a picture/)
    expect(imageSentence('too-large')).toMatch(/too large/)
    expect(imageSentence('storage-full')).toMatch(/no room/)
    expect(imageSentence('leader-away')).toMatch(/try again/i)
  })
})

describe('the beginning of a long post', () => {
  const words = (count: number): string =>
    Array.from({ length: count }, (_, index) => `word${index}`).join(' ')

  it('[U3] is shown in lists; a post of ordinary length is shown whole', () => {
    expect(beginningOf(textParts(words(80)))).toBeNull()
    expect(beginningOf(textParts('line\n'.repeat(11)))).toBeNull()
    expect(textOf(beginningOf(textParts('line\n'.repeat(40)))).split('\n').length).toBeLessThanOrEqual(9)
  })

  it('[U3] counts no empty line between two paragraphs, and each further one', () => {
    const paragraphs = (count: number, between: string): string => Array(count).fill('line').join(between)
    for (const between of ['\n\n', '\n \t\n']) {
      expect(beginningOf(textParts(paragraphs(12, between)))).toBeNull()
      const shown = textOf(beginningOf(textParts(paragraphs(13, between))))
      expect(shown).toBe(`${paragraphs(9, between)} …`)
    }
    expect(beginningOf(textParts(paragraphs(6, '\n\n\n')))).toBeNull()
    expect(beginningOf(textParts(paragraphs(7, '\n\n\n')))).not.toBeNull()
    expect(beginningOf(textParts(`from${'\n'.repeat(30)}to`))).not.toBeNull()
  })

  it('[U3] is the text up to the end of a word, with its tags and links whole', () => {
    let long = 0
    fc.assert(
      fc.property(fc.array(anyText, { minLength: 5, maxLength: 60 }), (texts) => {
        const parts = textParts(texts.join(' '))
        const beginning = beginningOf(parts)
        if (beginning === null) return
        long += 1
        const shown = beginning.slice(0, -1)
        expect(textOf(parts).startsWith(textOf(shown))).toBe(true)
        expect(textOf(shown).length).toBeLessThan(600)
        for (const part of shown) if (part.kind !== 'text') expect(parts).toContainEqual(part)
      }),
      { numRuns: 500, seed: 8 },
    )
    expect(long).toBeGreaterThan(50)
  })

  it('[U3] cuts a single long word between characters', () => {
    const family = '👨‍👩‍👧'
    const shown = textOf(beginningOf(textParts(family.repeat(200)))?.slice(0, -1) ?? [])
    expect(shown.length % family.length).toBe(0)
    expect(shown).not.toBe('')
  })

  function textOf(parts: readonly TextPart[] | null): string {
    return (parts ?? []).map((part) => part.text).join('')
  }
})

describe('the name of somebody', () => {
  it('[U3] does not turn the sentence around it', () => {
    expect(shownName('\u202eecilA\u202c')).toBe('ecilA')
    expect(withoutTurning('\u2067Alice\u2069 came through your invite link.')).toBe(
      'Alice came through your invite link.',
    )
    expect(shownName('אליס')).toBe('אליס')
  })

  it('[U3] that shows nothing is nobody in particular', () => {
    expect([shownName(null), shownName('\u202e '), shownName('')]).toEqual([
      'Somebody',
      'Somebody',
      'Somebody',
    ])
  })
})

describe('the room for a text', () => {
  it('[U12] is what is left, or what is too much: nothing is left is never said as less than nothing', () => {
    expect([12, 1, 0, -1, -1_250].map((left) => roomSentence(left))).toEqual([
      '12 characters left',
      '1 character left',
      '0 characters left',
      '1 character too many',
      '1,250 characters too many',
    ])
  })

  it('[U42] says that a box takes no more where it is filled to its end', () => {
    expect(roomSentence(-45_000, MAX_TYPED_CHARS)).toBe(
      'No more than 50,000 characters are taken here; if there were more, they were left out.',
    )
    expect(roomSentence(-44_999, MAX_TYPED_CHARS - 1)).toBe('44,999 characters too many')
  })

  it('[U42] is enough for a warning of so many characters, and for any that is switched off', () => {
    expect(isWarningShort(true, ` ${'b'.repeat(MAX_WARNING_CHARS)} `)).toBe(true)
    expect(isWarningShort(true, 'b'.repeat(MAX_WARNING_CHARS + 1))).toBe(false)
    expect(isWarningShort(false, 'b'.repeat(MAX_WARNING_CHARS + 1))).toBe(true)
  })
})

describe('a size', () => {
  it('is in the unit that it fills, and of bytes there are none or many', () => {
    expect([0, 1, 999, 1_530, 46_700_000].map(sizeText)).toEqual([
      '0 bytes',
      '1 byte',
      '999 bytes',
      '1.5 kB',
      '46.7 MB',
    ])
  })
})

describe('the light of a current', () => {
  it('[LT1] is none for none, grows with the current, and is never all there is', () => {
    expect(lightOf(0)).toBe(0)
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1_000, noNaN: true }),
        fc.double({ min: 1e-3, max: 1_000, noNaN: true }),
        (current, more) => lightOf(current) < lightOf(current + more) && lightOf(current + more) < 1,
      ),
      RUNS,
    )
  })

  it('[LT1] tells posts apart that one has in one Stream, and does not change with others', () => {
    // A stranger's, brought by a friend; a friend's; a friend's that was amplified.
    expect([0.02, 0.3, 2].map((current) => Math.round(lightOf(current) * 100))).toEqual([7, 55, 89])
  })

  it('[LT1] is drawn half a pixel right, and while a post leaks for a minute drawn anew once at most', () => {
    expect([0, 1].map(drawnShare)).toEqual([0, 1])
    const minuteLater = 2 ** (-60 / (12 * 3_600))
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
        expect(Math.abs(drawnShare(share) - share) * 72).toBeLessThan(0.25)
        const seconds = Array.from({ length: 60 }, (_, at) => drawnShare(share * minuteLater ** (at / 60)))
        expect(new Set(seconds).size).toBeLessThanOrEqual(2)
      }),
      RUNS,
    )
  })
})
