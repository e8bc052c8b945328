import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MAX_TEXT_CHARS } from '../../src/records/limits'
import { asPlain, blocksOf, MAX_DEPTH, type Block } from '../../src/ui/format/blocks'

const text = (said: string): Block => ({ kind: 'text', text: said })
const item = (number: number | null, ...blocks: readonly Block[]) => ({ number, blocks })
const list = (...said: readonly string[]): Block => ({
  kind: 'list',
  isNumbered: false,
  items: said.map((one) => item(null, text(one))),
})

function depthOf(blocks: readonly Block[]): number {
  const inner = blocks.flatMap((block): number[] => {
    if (block.kind === 'quote') return [1 + depthOf(block.blocks)]
    return block.kind === 'list' ? block.items.map((one) => 1 + depthOf(one.blocks)) : []
  })
  return Math.max(0, ...inner)
}

/** All that is shown. Of code that is what it is written in, too, unless only its text is asked for. */
function shown(blocks: readonly Block[], isAll = true): string {
  return blocks
    .map((block) => {
      if (block.kind === 'text') return block.text
      if (block.kind === 'code') return (isAll ? block.language : '') + block.text
      if (block.kind === 'quote') return shown(block.blocks, isAll)
      return block.items
        .map(({ number, blocks: own }) => `${block.isNumbered ? number : ''}${shown(own, isAll)}`)
        .join('')
    })
    .join('')
}

describe('blocks in a post', () => {
  it('[U24] are lists with dashes, each item with what stands further in', () => {
    expect(blocksOf('To bring:\n- bread\n- **cheese**\n\nThat is all.')).toEqual([
      text('To bring:'),
      list('bread', '**cheese**'),
      text('That is all.'),
    ])
    expect(blocksOf('- bread\n  of rye\n\n  or wheat\n- cheese\n  - blue\n  - red')).toEqual([
      {
        kind: 'list',
        isNumbered: false,
        items: [
          item(null, text('bread\nof rye\n\nor wheat')),
          item(null, text('cheese'), list('blue', 'red')),
        ],
      },
    ])
  })

  it('[U24] are lists with numbers, which stay as they were written', () => {
    expect(blocksOf('3. three\n2. two\n\n1. one')).toEqual([
      {
        kind: 'list',
        isNumbered: true,
        items: [item(3, text('three')), item(2, text('two')), item(1, text('one'))],
      },
    ])
    expect(blocksOf('1. first\n- other').map(({ kind }) => kind)).toEqual(['list', 'list'])
  })

  it('[U24] are quotes, also of quotes, and of lists', () => {
    expect(blocksOf('> She said:\n> > no\n> - never\nI say yes.')).toEqual([
      { kind: 'quote', blocks: [text('She said:'), { kind: 'quote', blocks: [text('no')] }, list('never')] },
      text('I say yes.'),
    ])
  })

  it('[U24] are code, in which nothing is markup, up to its end or that of the text', () => {
    expect(blocksOf('See:\n```ts\nconst a = `*b*`\n\n- no list\n```\nDone.')).toEqual([
      text('See:'),
      { kind: 'code', language: 'ts', text: 'const a = `*b*`\n\n- no list' },
      text('Done.'),
    ])
    expect(blocksOf('````\n```\n````')).toEqual([{ kind: 'code', language: '', text: '```' }])
    expect(blocksOf('```\nnever ended')).toEqual([{ kind: 'code', language: '', text: 'never ended' }])
  })

  it('[U24] are not seen in what was meant otherwise: it stays to the letter', () => {
    for (const said of [
      '',
      'One.\n\n\nTwo.\n',
      '-5 degrees\n-6 degrees',
      '>:(\n>5 of us',
      '2024. What a year',
      '007. Bond',
      '1.5 litres',
      '---\n- - -',
      '``` all in a line ```',
      '* one\n* two',
      'a - b > c',
    ])
      expect(blocksOf(said)).toEqual(said === '' ? [] : [text(said)])
  })

  it('[U24] stand in one line with every word where a text is plain', () => {
    expect(asPlain('Bring *all* of:\n- bread\n- `a*b*c`\n> she said\n1. one\n```js\na*b*c\n```')).toBe(
      'Bring all of:\n• bread\n• a*b*c\nshe said\n1. one\na*b*c',
    )
  })

  it('[U24] lose nothing but marks and spaces, of whatever people type, and end at some depth', () => {
    const typed = fc
      .array(
        fc.constantFrom(
          'a',
          'é',
          '1',
          '.',
          '1. ',
          '- ',
          '> ',
          '>',
          '-',
          ' ',
          '  ',
          '\t',
          '\n',
          '\n',
          '```',
          '`',
          '#',
        ),
      )
      .map((all) => all.join(''))
    // A number that is a place in a list has no dot of its own.
    const letters = (said: string): string => said.replace(/[^aé1#]/g, '')
    fc.assert(
      fc.property(typed, (said) => {
        const blocks = blocksOf(said)
        expect(letters(shown(blocks))).toBe(letters(said))
        expect(letters(asPlain(said))).toBe(letters(shown(blocks, false)))
        expect(depthOf(blocks)).toBeLessThanOrEqual(MAX_DEPTH)
      }),
      { seed: 1, numRuns: 3_000 },
    )
    for (const mark of ['> ', '- ', '>', '1. ', '```\n', '\n', '- a\n\n', '  - a\n', '`', ' '])
      expect(depthOf(blocksOf(mark.repeat(MAX_TEXT_CHARS / mark.length)))).toBeLessThanOrEqual(MAX_DEPTH)
  })
})
