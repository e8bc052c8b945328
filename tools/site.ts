/** The production build, made again only when something that goes into it has changed. */
import { createHash } from 'node:crypto'
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
export const DIST = join(ROOT, 'dist')
/** What a test run says of itself, for programs. */
export const REPORTS = join(ROOT, '.cache/reports')
const STAMP = join(ROOT, '.cache/build-inputs')
const INPUTS = [
  'src',
  'workers',
  'public',
  'index.html',
  'vite.config.ts',
  'tools/offline-build.ts',
  'tools/words',
  'package-lock.json',
]

export async function buildSite(): Promise<void> {
  const inputs = await hashOfInputs(INPUTS)
  if ((await readOrEmpty(STAMP)) === inputs && (await readOrEmpty(join(DIST, 'index.html'))) !== '') return
  // A test runner has set it to `test`, which makes another page than visitors get.
  const { NODE_ENV } = process.env
  process.env.NODE_ENV = 'production'
  try {
    // Not above: most who ask find it built, and Vite takes a while to load.
    const { build } = await import('vite')
    await build({ root: ROOT, logLevel: 'warn' })
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV
    else process.env.NODE_ENV = NODE_ENV
  }
  await mkdir(dirname(STAMP), { recursive: true })
  await writeFile(STAMP, inputs)
}

/** network.json as built, with these relays in it. */
export async function networkWith(relays: readonly string[]): Promise<Record<string, unknown>> {
  const network = JSON.parse(await readFile(join(DIST, 'network.json'), 'utf8')) as Record<string, unknown>
  return { ...network, relays }
}

/** Of everything that lies in these files and folders. */
export async function hashOfInputs(inputs: readonly string[]): Promise<string> {
  const hash = createHash('sha256')
  for (const input of inputs) {
    for (const file of await filesIn(join(ROOT, input)))
      hash
        .update(file)
        .update('\0')
        .update(await readFile(file))
  }
  return hash.digest('hex')
}

async function filesIn(path: string): Promise<string[]> {
  try {
    const entries = await readdir(path, { withFileTypes: true, recursive: true })
    return entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return [path]
    throw error
  }
}

async function readOrEmpty(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '')
}
