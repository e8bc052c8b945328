import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mentionOf, mentionsIn } from '../../src/records/tag'
import {
  asSigned,
  askedAt,
  calledFrom,
  withMention,
  type Called,
  stillCalled,
} from '../../src/ui/format/mention-typed'
import { typedAgain } from '../../src/ui/format/typed-again'
import { Author } from '../helpers/author'

const [alice, bob] = [await Author.create(), await Author.create()]

/** Types a beginning at the end of a text, and chooses somebody. */
function chosen(text: string, called: readonly Called[], person: Called) {
  const asked = askedAt(text, text.length)
  if (asked === null) throw new Error('nobody was asked for')
  return withMention(text, asked, person, called)
}

describe('a mention that is typed', () => {
  it('[MN3] begins with @ outside of words and addresses, in any script, and may be a first and a last name', () => {
    const asks = (text: string) => askedAt(text, text.length)?.name ?? null
    expect(['@', 'hello @Al', '(@Ann Smi', 'مرحبا @سل', '我和@小', '@Zoë'].map(asks)).toEqual([
      '',
      'Al',
      'Ann Smi',
      'سل',
      null,
      'Zoë',
    ])
    expect(['me@exam', 'https://a.org/@al', '@@a', '@Al ', 'no one', `@${'a'.repeat(40)}`].map(asks)).toEqual(
      Array(6).fill(null),
    )
    // Only what stands before the caret is looked for.
    expect(askedAt('ask @Alice today', 'ask @Al'.length)).toEqual({ start: 4, end: 7, name: 'Al' })
  })

  it('[MN3] stands in the box as a name, and is signed as the id of whom was chosen', () => {
    const { text, called, caret } = chosen('Ask @al', [], { name: 'Alice', person: alice.person })
    expect([text, caret]).toEqual(['Ask @Alice ', 11])
    expect(asSigned(`${text}or @Alicea, me@Alice, @Bob or @Alice.`, called)).toBe(
      `Ask ${mentionOf(alice.person)} or @Alicea, me@Alice, @Bob or ${mentionOf(alice.person)}.`,
    )
    expect(mentionsIn(asSigned(text, called))).toEqual([alice.person])
  })

  it('[MN3] two people of one name are told apart, and each mention is of whom was chosen', () => {
    const first = chosen('@S', [], { name: 'Sam', person: alice.person })
    const second = chosen(`${first.text}and @S`, first.called, { name: 'Sam', person: bob.person })
    const again = chosen(`${second.text}and @S`, second.called, { name: 'Sam', person: alice.person })
    expect(again.text).toBe(`@Sam and @Sam ${bob.person.slice(-4)} and @Sam `)
    expect(asSigned(again.text, again.called)).toBe(
      `${mentionOf(alice.person)} and ${mentionOf(bob.person)} and ${mentionOf(alice.person)} `,
    )
  })

  it('[MN3] whatever is written, nothing but the names that were chosen changes', () => {
    const called = [{ name: 'A', person: alice.person }]
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('@', 'A', ' ', 'b', '#', '/') }), (text) => {
        const signed = asSigned(text, called)
        expect(signed.replaceAll(mentionOf(alice.person), '@A')).toBe(text)
      }),
      { seed: 7 },
    )
  })

  it('[MN3] whose name was deleted is not meant when it is typed again', () => {
    const called = [
      { name: 'Sam', person: alice.person },
      { name: 'Bob', person: bob.person },
    ]
    expect(stillCalled('Ask @Sam, and @Bob', called)).toBe(called)
    expect(stillCalled('Ask @Samuel and @Bob', called)).toEqual(called.slice(1))
    expect(stillCalled('', called)).toEqual([])
  })

  it('[MN3] whom a kept draft means is read again, and what is damaged means nobody', () => {
    const called = [{ name: 'Alice', person: alice.person }]
    expect(calledFrom(JSON.stringify(called))).toEqual(called)
    for (const kept of [null, '', '{', '{}', '[1]', '[{"name":"A","person":"nobody"}]'])
      expect(calledFrom(kept)).toEqual([])
  })

  it('[DR10] of a text that was signed stands in the box as it was typed', () => {
    const first = chosen('Ask @S', [], { name: 'Sam', person: alice.person })
    const second = chosen(`${first.text}and @S`, first.called, { name: 'Sam', person: bob.person })
    const text = `${second.text.trim()}, or @Sam. #river https://example.org/@Sam`
    const again = typedAgain(asSigned(text, second.called), () => 'Sam')
    expect(again).toEqual({ text, called: second.called })
  })

  it('[DR10] stays an id of whom no name is known, and where the name would mean more than was signed', () => {
    const signed = `${mentionOf(alice.person)} and @Sam`
    expect(typedAgain(signed, () => null)).toEqual({ text: signed, called: [] })
    expect(typedAgain(signed, () => 'Sam')).toEqual({ text: signed, called: [] })
    expect(typedAgain('no one', () => 'Sam')).toEqual({ text: 'no one', called: [] })
  })
})
