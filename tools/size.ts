/** The size budget of the build: what a phone on a slow line waits for. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { DIST } from './site'

/**
 * Script and style that the first paint waits for: 1.6 Mbit/s carry 200 kB in a second. Four of them tell names that look
 * alike apart, which must stand when the first name is drawn; a half shows others that posts were withdrawn (rule SY20).
 */
const FIRST_PAINT_BUDGET_BYTES = 116_000
/** Of a host that sends one file after the other six come at a time; forty, as many as there were once, wait in seven rows. */
const MAX_FIRST_FILES = 6
/** All that reading, writing and being connected need, peer and model included; the prototype's one chunk had 260 kB. */
const NEEDED_BUDGET_BYTES = 390_000
/** A view that is fetched when it is asked for, or when the page rests: a second on such a line, half of it to spare. */
const VIEW_BUDGET_BYTES = 100_000
/** The sentences that another language than English has for the first paint; one of these files is fetched for it. */
const FIRST_WORDS = /^first-[\w-]+\.js$/
/** The chunks without which the page is no peer; what else is fetched later belongs to single views. */
const NEEDED = /^(peer|leader|image-blocks|attention\.worker)-/

interface SizedFile {
  readonly name: string
  readonly gzipBytes: number
  readonly isFirst: boolean
}

export async function sizedFiles(): Promise<SizedFile[]> {
  const folder = join(DIST, 'assets')
  const html = await readFile(join(DIST, 'index.html'), 'utf8')
  const names = (await readdir(folder)).filter((name) => /\.(js|css)$/.test(name))
  return Promise.all(
    names.map(async (name) => {
      const gzipBytes = gzipSync(await readFile(join(folder, name))).byteLength
      return { name, gzipBytes, isFirst: html.includes(name) }
    }),
  )
}

export async function checkSize(): Promise<{ passed: number; failed: number; output: string }> {
  const files = await sizedFiles()
  const sum = (some: readonly SizedFile[]): number =>
    some.reduce((total, { gzipBytes }) => total + gzipBytes, 0)
  const firstWords = Math.max(
    ...files.filter(({ name }) => FIRST_WORDS.test(name)).map((file) => file.gzipBytes),
  )
  const first = sum(files.filter(({ isFirst }) => isFirst)) + firstWords
  const needed = sum(files.filter(({ name, isFirst }) => isFirst || NEEDED.test(name)))
  const views = files.filter(({ name, isFirst }) => !isFirst && !NEEDED.test(name))
  const largestView = Math.max(...views.map(({ gzipBytes }) => gzipBytes))
  const firstFiles = files.filter(({ isFirst }) => isFirst).length
  const failed =
    Number(firstFiles > MAX_FIRST_FILES) +
    Number(first > FIRST_PAINT_BUDGET_BYTES) +
    Number(needed > NEEDED_BUDGET_BYTES) +
    Number(largestView > VIEW_BUDGET_BYTES)
  const rows = files.map(
    ({ name, gzipBytes, isFirst }) =>
      `${String(gzipBytes).padStart(9)} ${isFirst ? 'first' : 'later'} ${name}`,
  )
  const output = [
    ...rows,
    `first paint: ${first} of ${FIRST_PAINT_BUDGET_BYTES} bytes gzip, ${firstWords} of them for the longest language`,
    `in ${firstFiles} of ${MAX_FIRST_FILES} files`,
    `needed to be a peer: ${needed} of ${NEEDED_BUDGET_BYTES} bytes gzip`,
    `the largest file of a view: ${largestView} of ${VIEW_BUDGET_BYTES} bytes gzip`,
  ].join('\n')
  console.log(output)
  return { passed: 4 - failed, failed, output }
}
