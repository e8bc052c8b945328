/** The size budget of the build: what a phone on a slow line waits for. */
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { DIST } from './site'

/** Script and style that the first paint waits for: 1.6 Mbit/s carry 200 kB in a second. */
const FIRST_PAINT_BUDGET_BYTES = 110_000
/** Everything, peer included; the prototype's one chunk had 260 kB. */
const TOTAL_BUDGET_BYTES = 400_000

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
  const first = sum(files.filter(({ isFirst }) => isFirst))
  const total = sum(files)
  const failed = Number(first > FIRST_PAINT_BUDGET_BYTES) + Number(total > TOTAL_BUDGET_BYTES)
  const rows = files.map(
    ({ name, gzipBytes, isFirst }) =>
      `${String(gzipBytes).padStart(9)} ${isFirst ? 'first' : 'later'} ${name}`,
  )
  const output = [
    ...rows,
    `first paint: ${first} of ${FIRST_PAINT_BUDGET_BYTES} bytes gzip`,
    `total: ${total} of ${TOTAL_BUDGET_BYTES} bytes gzip`,
  ].join('\n')
  console.log(output)
  return { passed: 2 - failed, failed, output }
}
