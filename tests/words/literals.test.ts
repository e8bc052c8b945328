import { describe, expect, it } from 'vitest'
import { literalsIn } from '../../tools/words/literals'
import { sourceFiles } from '../../tools/words/sentences'

/** What is found in a component made of this template. */
const found = (template: string): string[] =>
  literalsIn('Some.svelte', `<script lang="ts">\n  let { name } = $props()\n</script>\n\n${template}`)

describe('text that nobody can translate', () => {
  it('[W5] is in no component, and in nothing that makes sentences for them', () => {
    const files = sourceFiles()
    expect(files.length).toBeGreaterThan(100)
    expect(files.flatMap(({ file, source }) => literalsIn(file, source))).toEqual([])
  })

  it.each([
    '<p>Hello</p>',
    '{#if name}<p>{name} says hello</p>{/if}',
    '{#each name as one}<li>none</li>{:else}nobody{/each}',
    '<button aria-label="Like"></button>',
    '<input placeholder="your name" />',
    '<img alt="a bee" />',
    '<p title={name ? "two words" : name}></p>',
    '<p>{name ? "Yes" : "No."}</p>',
    '<p>{`for ${name} only`}</p>',
    '<Modal heading="Why here" />',
    '{#snippet some()}said{/snippet}',
    '<p>{say("A sentence.")} and more</p>',
  ])('[W5] would be found: %s', (template) => {
    expect(found(template).length).toBeGreaterThan(0)
    expect(found(template)[0]).toMatch(/^Some\.svelte:5 “/)
  })

  it.each(["toast('It is done.')", 'toast(`For ${name} only.`)', "const LABELS = { a: 'It is.' }"])(
    '[W5] would be found in a script: %s',
    (script) => {
      expect(literalsIn('Some.svelte', `<script lang="ts">\n  ${script}\n</script>`)).toHaveLength(1)
    },
  )

  it.each([
    '<p>{say("A sentence.")}</p>',
    '<p class="some class" style="color: red">{name} · 3</p>',
    '<button type="button" onclick={() => name("word")}>×</button>',
    '<p>{name === "Two words" ? 1 : 2}</p>',
    '<p>Synereo</p>',
  ])('[W5] is not: %s', (template) => {
    expect(found(template)).toEqual([])
  })
})
