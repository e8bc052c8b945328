/** What the page says: every sentence in src, found by reading the code as the compiler does. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { parse } from 'svelte/compiler'
import type { Part } from '../../src/ui/words/catalogues'
import { ROOT } from '../site.ts'

export interface Sentence {
  /** The English, as it stands in the code; of two forms the second. */
  readonly text: string
  /** The first of two forms, for a sentence that counts; else null. */
  readonly one: string | null
  readonly file: string
  readonly part: Part
}

export interface Read {
  readonly sentences: readonly Sentence[]
  /** Places where a sentence is worked out rather than written, so that nobody can translate it. */
  readonly unread: readonly string[]
}

export interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

/** Function → at which place among its arguments the sentence stands, and the form for one. */
const SPEAKERS: Readonly<Record<string, { readonly other: number; readonly one: number | null }>> = {
  say: { other: 0, one: null },
  pattern: { other: 0, one: null },
  sayCount: { other: 2, one: 1 },
  patternCount: { other: 2, one: 1 },
}
const HOME = 'src/ui/words/words.svelte.ts'
/** Nothing else speaks to people: the other rooms give reasons. */
const SPEAKING = /^src\/(ui\/|App\.svelte$|main\.ts$)/

export function readSentences(): Read {
  const first = firstFiles()
  const unread: string[] = []
  const sentences = sourceFiles().flatMap(({ file, source }) => {
    if (file === HOME) return []
    const part: Part = first.has(file) ? 'first' : 'later'
    return callsIn(treeOf(file, source)).flatMap(({ name, args, at }): Sentence[] => {
      const { one, other } = SPEAKERS[name] ?? { one: null, other: 0 }
      const texts = literalsOf(args[other])
      const ones = one === null ? [] : literalsOf(args[one])
      const isRead =
        texts.length > 0 && !texts.includes(null) && (one === null || ones.length === texts.length)
      if (!isRead) unread.push(`${file}:${lineOf(source, at)} ${name}(…) needs its sentence written out`)
      return texts.flatMap((text, index) =>
        text === null ? [] : [{ text, one: ones[index] ?? null, file, part }],
      )
    })
  })
  return { sentences, unread }
}

/** A sentence said in a view of the first paint belongs to the first catalogue, wherever else it is said. */
export function partOf(text: string, { sentences }: Read): Part | null {
  const said = sentences.filter((sentence) => sentence.text === text)
  if (said.length === 0) return null
  return said.some(({ part }) => part === 'first') ? 'first' : 'later'
}

export function sourceFiles(): { readonly file: string; readonly source: string }[] {
  return readdirSync(join(ROOT, 'src'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(svelte|ts)$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((file) => SPEAKING.test(file))
    .sort()
    .map((file) => ({ file, source: readFileSync(join(ROOT, file), 'utf8') }))
}

/** The tree of a component, or of a module read as the script of one. */
export function treeOf(file: string, source: string): Node {
  const component = file.endsWith('.svelte') ? source : `<script lang="ts">${source}</script>`
  return parse(component, { modern: true, filename: file }) as unknown as Node
}

export function lineOf(source: string, at: number): number {
  return source.slice(0, at).split('\n').length
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string'
}

export function childrenOf(node: Node): Node[] {
  return Object.entries(node)
    .filter(([field]) => field !== 'loc' && field !== 'metadata')
    .flatMap(([, value]) =>
      Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : plain(value),
    )
}

/** Svelte's tree has parts without a type, such as `options`. */
function plain(value: unknown): Node[] {
  return typeof value === 'object' && value !== null && 'content' in value && isNode(value.content)
    ? [value.content]
    : []
}

export function speakerOf(node: Node): string | null {
  if (node.type !== 'CallExpression' || !isNode(node.callee)) return null
  const { type, name } = node.callee
  return type === 'Identifier' && typeof name === 'string' && Object.hasOwn(SPEAKERS, name) ? name : null
}

interface Call {
  readonly name: string
  readonly args: readonly unknown[]
  readonly at: number
}

function callsIn(node: Node): Call[] {
  const name = speakerOf(node)
  const own = name === null ? [] : [{ name, args: node.arguments as unknown[], at: node.start }]
  return [...own, ...childrenOf(node).flatMap(callsIn)]
}

/** The sentences that an argument can be; null for one that cannot be read. */
function literalsOf(node: unknown): (string | null)[] {
  if (!isNode(node)) return []
  if (node.type === 'Literal' && typeof node.value === 'string') return [node.value]
  if (node.type === 'ConditionalExpression')
    return [...literalsOf(node.consequent), ...literalsOf(node.alternate)]
  return [null]
}

/** What comes with the first paint: all that src/main.ts imports, and what that imports. */
function firstFiles(): ReadonlySet<string> {
  const sources = new Map(sourceFiles().map(({ file, source }) => [file, source]))
  const found = new Set<string>()
  const visit = (file: string): void => {
    const source = sources.get(file)
    if (source === undefined || found.has(file)) return
    found.add(file)
    for (const target of importsOf(treeOf(file, source))) {
      const path = normalize(join(dirname(file), target))
      for (const name of [path, `${path}.ts`, `${path}.svelte.ts`]) visit(name)
    }
  }
  visit('src/main.ts')
  return found
}

function importsOf(node: Node): string[] {
  const isImport = node.type === 'ImportDeclaration' || node.type === 'ExportNamedDeclaration'
  const source = isImport && isNode(node.source) ? node.source.value : null
  const isTypeOnly = node.importKind === 'type' || node.exportKind === 'type'
  const own = typeof source === 'string' && !isTypeOnly && source.startsWith('.') ? [source] : []
  return [...own, ...childrenOf(node).flatMap(importsOf)]
}
