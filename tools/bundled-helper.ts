/**
 * `npm run helper` as one file of plain JavaScript, made again only when something that goes into it has changed. Each browser
 * test starts a relay, and it takes five times as long to read and compile thousands of files as to run this one.
 */
import { mkdir, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { hashOfInputs, ROOT } from './site'

const CACHE = join(ROOT, '.cache')
const BUNDLE = join(CACHE, 'helper.mjs')
const INPUTS = ['src', 'tools', 'package-lock.json']

/** Returns its path. */
export async function bundledHelper(): Promise<string> {
  const firstLine = `// ${await hashOfInputs(INPUTS)}\n`
  const kept = await readFile(BUNDLE, 'utf8').catch(() => '')
  if (kept.startsWith(firstLine)) return BUNDLE
  const { build } = await import('vite')
  // Made elsewhere and moved there at once: another test may be starting the one that is there.
  const folder = join(CACHE, `helper-${process.pid}`)
  await mkdir(folder, { recursive: true })
  await build({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true, external: ['vite'] },
    build: {
      ssr: join(ROOT, 'tools/helper.ts'),
      outDir: folder,
      target: 'node20',
      minify: false,
      rolldownOptions: {
        output: { codeSplitting: false, entryFileNames: 'helper.mjs', banner: firstLine.trimEnd() },
      },
    },
  })
  await rename(join(folder, 'helper.mjs'), BUNDLE)
  await rm(folder, { recursive: true })
  return BUNDLE
}
