import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = new URL('..', import.meta.url).pathname
const DOCS = [
  'README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
]
/** Where a path in backticks begins when it means a file of this repository. */
const PLACES = /^(?:src|workers|tests|tools|docs|public|\.ci)\//

function read(file: string): string {
  return readFileSync(join(ROOT, file), 'utf8')
}

function pathsIn(text: string): string[] {
  const ticked = [...text.matchAll(/`([^`\s]+)`/g)].map(([, path = '']) => path)
  const linked = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map(([, path = '']) => path)
  return [...ticked.filter((path) => PLACES.test(path) && !/[*<]/.test(path)), ...linked]
}

function missing(paths: readonly string[]): string[] {
  return paths.filter((path) => !existsSync(join(ROOT, path)))
}

/** IDs in the titles of tests, with those of tests that are skipped left out. */
function testedRules(): Set<string> {
  const files = readdirSync(join(ROOT, 'tests'), { recursive: true, encoding: 'utf8' })
  const titles = files
    .filter((file) => file.endsWith('.ts'))
    .flatMap((file) => [...read(`tests/${file}`).matchAll(/\bit(?:\.each)?\([^\n]*\n?\s*['"`]?[^\n]*/g)])
    .map(([call]) => call)
  return new Set(titles.flatMap((title) => [...title.matchAll(/\[([A-Z]+\d+)\]/g)].map(([, id = '']) => id)))
}

describe('the docs', () => {
  it.each(DOCS)('[F3] %s names only files that exist', (doc) => {
    expect(missing(pathsIn(read(doc)))).toEqual([])
  })

  it('[F3] the check of paths bites', () => {
    expect(missing(pathsIn('see `src/nothing/here.ts`, [this](docs/NONE.md) and `src/app/api.ts`'))).toEqual([
      'src/nothing/here.ts',
      'docs/NONE.md',
    ])
  })

  it('[F3] ARCHITECTURE names something of every folder of the page, and says why each package is there', () => {
    const map = read('docs/ARCHITECTURE.md')
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> }
    const folders = readdirSync(join(ROOT, 'src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `src/${name}`)
    const wanted = [...folders, ...Object.keys(dependencies).map((name) => `\`${name}\``)]
    expect(wanted.filter((name) => !map.includes(name))).toEqual([])
  })

  it('[F3] every rule is in the title of a test, and every rule of a test is written down', () => {
    const written = [...read('docs/SPEC.md').matchAll(/^- \*\*([A-Z]+\d+)\*\*/gm)].map(([, id = '']) => id)
    expect(new Set(written).size).toBe(written.length)
    expect([...testedRules()].sort()).toEqual([...written].sort())
  })
})
