import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { IMPURE_NAMES, PURE_ROOMS, ROOMS, whyNot, WIRING } from '../tools/import-table.mjs'

const ROOT = new URL('..', import.meta.url).pathname
const STATEMENT =
  /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^'"\n]|\n(?!\s*(?:import|export)\b))*?from\s+['"]([^'"]+)['"]/g
const BARE = /(?:^|\n)\s*import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g

interface Import {
  readonly target: string
  readonly isTypeOnly: boolean
}

function importsOf(source: string): Import[] {
  const named = [...source.matchAll(STATEMENT)].map(([, type, target = '']) => ({
    target,
    isTypeOnly: type !== undefined,
  }))
  const bare = [...source.matchAll(BARE)].map(([, first, second]) => ({
    target: first ?? second ?? '',
    isTypeOnly: false,
  }))
  return [...named, ...bare]
}

/** 'src/ui/views/X.svelte' → 'ui'; files directly in src are rooms of their own. */
function roomOf(file: string): string {
  const [top = '', second = ''] = file.split('/')
  return top === 'workers' ? 'workers' : second
}

/** Every import of the file that the table does not allow, as sentences. */
function faultsOf(file: string, source: string): string[] {
  return importsOf(source).flatMap(({ target, isTypeOnly }) => {
    const isOwn = target.startsWith('.')
    const resolved = isOwn ? join(file, '..', target).replace(/\?.*$/, '') : target
    const name = resolved.replace(/^src\//, '').replace(/^workers\//, 'workers/')
    if (isOwn && name.endsWith('.css')) return []
    // The one place that owns a worker names its file to the bundler; nothing is imported from it.
    if (/^src\/app\/\w+-client\.ts$/.test(file) && target.includes('?worker&url')) return []
    const reason = whyNot(roomOf(file), name, isOwn, isTypeOnly)
    return reason === null ? [] : [`${file}: ${reason}`]
  })
}

function impurities(file: string, source: string): string[] {
  if (!PURE_ROOMS.includes(roomOf(file))) return []
  const code = source.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|`[^`]*`/g, '')
  const names = [...IMPURE_NAMES, 'Math.random'].filter((name) =>
    new RegExp(`(?<![\\w.$])${name.replace('.', '\\.')}(?![\\w$]*\\s*[:?])\\b`).test(code),
  )
  return names.map(
    (name) => `${file}: ${name} in a pure room; time, chance and the outside world are arguments`,
  )
}

function sources(): { readonly file: string; readonly source: string }[] {
  return ['src', 'workers'].flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(ts|svelte)$/.test(name))
      .map((name) => ({ file: `${folder}/${name}`, source: readFileSync(join(ROOT, folder, name), 'utf8') })),
  )
}

describe('who may import whom', () => {
  it('[F1] every file keeps to the table', () => {
    expect(sources().length).toBeGreaterThan(50)
    expect(sources().flatMap(({ file, source }) => faultsOf(file, source))).toEqual([])
  })

  it('[F1] every folder of src is a room of the table', () => {
    const rooms = new Set(sources().map(({ file }) => roomOf(file)))
    expect([...rooms].filter((room) => !(room in ROOMS) && !(room in WIRING))).toEqual([])
  })

  it.each([
    ['src/records/x.ts', "import { Peer } from '../peer/peer'", 'records may import only lib, identity'],
    ['src/records/x.ts', "import type { Peer } from '../peer/peer'", 'records may import only'],
    ['src/attention/x.ts', "import { CID } from 'multiformats/cid'", 'multiformats is kept in'],
    ['src/lib/x.ts', "export { a } from '../records/tag'", 'lib may import only nothing else'],
    ['src/peer/x.ts', "import { openDB } from 'idb'", 'idb is kept in storage'],
    ['src/storage/x.ts', "import {\n  a,\n  b,\n} from '../peer/peer'", 'storage may import only'],
    ['src/ui/x.svelte', "<script>\nimport { start } from '../app/start'\n</script>", 'ui may import only'],
    ['src/ui/x.ts', "const a = await import('../peer/peer')", 'ui may import only'],
    ['src/app/x.ts', "import lodash from 'lodash'", 'lodash is in no room yet'],
    ['workers/x.ts', "import { Peer } from '../src/peer/peer'", 'workers may import only'],
  ])('[F1] the table bites: %s', (file, source, reason) => {
    expect(faultsOf(file, source).join()).toContain(reason)
  })

  it('[F1] ui may import types from anywhere, and a package where it is kept', () => {
    expect(faultsOf('src/ui/x.ts', "import type { Synereo } from '../app/api'")).toEqual([])
    expect(faultsOf('src/storage/x.ts', "import { openDB } from 'idb'")).toEqual([])
  })

  it('[F2] the pure rooms know neither clock nor chance nor the outside world', () => {
    expect(sources().flatMap(({ file, source }) => impurities(file, source))).toEqual([])
  })

  it.each([
    'Date.now()',
    'Math.random()',
    'setTimeout(f, 1)',
    'await fetch(url)',
    'crypto.subtle',
    'new Date()',
  ])('[F2] the rule bites: %s', (code) => {
    expect(impurities('src/records/x.ts', `const a = ${code}`)).not.toEqual([])
    expect(impurities('src/app/x.ts', `const a = ${code}`)).toEqual([])
  })
})
