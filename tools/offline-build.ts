/** A step of the build: the service worker, which knows every file of the build by its content. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { build, type Logger, type Plugin } from 'vite'
import { HEADERS_FILE } from './header-build.ts'

/** Its address stays the same from build to build: it is how a browser finds a newer one. */
export const SERVICE_WORKER = 'offline.js'
const ALGORITHM = 'sha256-'
/** What belongs to the host (src/app/network-config.ts) and what it reads itself. */
const NOT_KEPT = new Set([SERVICE_WORKER, 'network.json', HEADERS_FILE])

/** A file as the service worker keeps it. */
export interface KeptFile {
  readonly url: string
  /** Null where the name carries the hash of what is in it. */
  readonly revision: string | null
  /** As browsers check it: a host that serves anything else is not believed (rule PW5). */
  readonly integrity: string
}

export function offlineBuild(): Plugin {
  let root = ''
  let folder = ''
  let logger: Logger
  return {
    name: 'offline-build',
    apply: 'build',
    // Not `PROD`, which a build that a test runner makes has not.
    config: () => ({ define: { 'import.meta.env.VITE_IS_BUILT': 'true' } }),
    configResolved(config) {
      root = config.root
      logger = config.logger
      folder = join(root, config.build.outDir)
    },
    // The files are on the disk, the page's among them.
    async closeBundle() {
      const kept = await keptFiles(folder)
      logger.info(`build hash ${hashOfBuild(kept)}`)
      await build({
        configFile: false,
        root,
        base: './',
        logLevel: 'warn',
        define: { KEPT_FILES: JSON.stringify(kept), 'process.env.NODE_ENV': '"production"' },
        build: {
          target: 'es2022',
          outDir: folder,
          emptyOutDir: false,
          copyPublicDir: false,
          rolldownOptions: {
            input: join(root, 'workers/offline.worker.ts'),
            // A classic script: not every browser that knows service workers knows modules in them.
            output: { format: 'iife', entryFileNames: SERVICE_WORKER },
          },
        },
      })
    },
  }
}

/**
 * One number for all that is kept: the SHA-256 of what `sha256sum` prints of these files, in the order of their names
 * (rule PW4). Hex.
 */
export function hashOfBuild(files: readonly KeptFile[]): string {
  const lines = files
    .toSorted((one, other) => (one.url < other.url ? -1 : 1))
    .map(({ url, integrity }) => {
      const sum = Buffer.from(integrity.slice(ALGORITHM.length), 'base64').toString('hex')
      return `${sum}  ${url}\n`
    })
  return createHash('sha256').update(lines.join('')).digest('hex')
}

export async function keptFiles(folder: string): Promise<KeptFile[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  const files = await Promise.all(
    paths.map(async (path) => {
      const url = relative(folder, path).split(sep).join('/')
      const sum = createHash('sha256')
        .update(await readFile(path))
        .digest()
      const revision = url.startsWith('assets/') ? null : sum.toString('hex')
      return { url, revision, integrity: `${ALGORITHM}${sum.toString('base64')}` }
    }),
  )
  return files.filter(({ url }) => !NOT_KEPT.has(url))
}
