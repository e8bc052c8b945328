import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { styled, withoutMarks } from '../../src/ui/format/emphasis'
import { textParts } from '../../src/ui/format/text-parts'

function drawn(text: string): string[] {
  return styled(textParts(text)).map(
    (part) => `${part.kind === 'text' ? part.style : part.kind}: ${part.text}`,
  )
}

describe('markup in a post', () => {
  it('[NO14] is left out where a text is plain, with every word of it', () => {
    expect(withoutMarks('**colours** of `x*y` at https://example.org/a_b_c for #wild_bees')).toBe(
      'colours of x*y at https://example.org/a_b_c for #wild_bees',
    )
    expect(withoutMarks('2*3*4 and snake_case_name')).toBe('2*3*4 and snake_case_name')
  })

  it('[U15] is bold, italic, crossed out and code, without its marks', () => {
    expect(drawn('a **bold** and *soft* word, `x = 1`, ~~gone~~ and _so_ on')).toEqual([
      'plain: a ',
      'strong: bold',
      'plain:  and ',
      'emphasis: soft',
      'plain:  word, ',
      'code: x = 1',
      'plain: , ',
      'struck: gone',
      'plain:  and ',
      'emphasis: so',
      'plain:  on',
    ])
    expect(drawn('(**two words**)')).toEqual(['plain: (', 'strong: two words', 'plain: )'])
  })

  it('[U15] leaves what is not meant as markup as it was written', () => {
    for (const text of [
      '2*3*4',
      'snake_case_name',
      '* one\n* two',
      '** nothing **',
      '*over\nlines*',
      '5 * 3 * 2',
      '***',
      'f*** you***',
      '~ about ~',
      '``',
      '*.js,*.ts',
      'src/*.js;lib/*.ts',
      '_.map(_.x)_.y',
    ])
      expect(drawn(text)).toEqual([`plain: ${text}`])
  })

  it('[U15] leaves tags, mentions and links whole, and does not reach across them', () => {
    expect(drawn('*see #art now*')).toEqual(['plain: *see ', 'tag: #art', 'plain:  now*'])
    expect(drawn('https://example.org/a_b_c and *b*').at(0)).toBe('link: https://example.org/a_b_c')
  })

  it('[U15] loses nothing but marks, of whatever people type', () => {
    const typed = fc
      .array(fc.constantFrom('a', ' ', '*', '_', '~', '`', '\n', '#', 'é'))
      .map((all) => all.join(''))
    fc.assert(
      fc.property(typed, (text) => {
        const shown = styled(textParts(text))
          .map((part) => part.text)
          .join('')
        expect(shown.replace(/[*_~`]/g, '')).toBe(text.replace(/[*_~`]/g, ''))
      }),
      { seed: 1, numRuns: 2_000 },
    )
  })
})
