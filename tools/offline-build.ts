/** A step of the build: the service worker, which knows every file of the build by its content. */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { build, type Plugin } from 'vite'
import { HEADERS_FILE } from './header-build.ts'

/** Its address stays the same from build to build: it is how a browser finds a newer one. */
export const SERVICE_WORKER = 'offline.js'
/** What belongs to the host (src/app/network-config.ts) and what it reads itself. */
const NOT_KEPT = new Set([SERVICE_WORKER, 'network.json', HEADERS_FILE])

export function offlineBuild(): Plugin {
  let root = ''
  let folder = ''
  return {
    name: 'offline-build',
    apply: 'build',
    // Not `PROD`, which a build that a test runner makes has not.
    config: () => ({ define: { 'import.meta.env.VITE_IS_BUILT': 'true' } }),
    configResolved(config) {
      root = config.root
      folder = join(root, config.build.outDir)
    },
    // The files are on the disk, the page's among them.
    async closeBundle() {
      const kept = await keptFiles(folder)
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

export async function keptFiles(folder: string): Promise<{ url: string; revision: string | null }[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true })
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  const files = await Promise.all(
    paths.map(async (path) => {
      const url = relative(folder, path).split(sep).join('/')
      // Names in assets carry the hash of what is in them.
      if (url.startsWith('assets/')) return { url, revision: null }
      return {
        url,
        revision: createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
      }
    }),
  )
  return files.filter(({ url }) => !NOT_KEPT.has(url))
}
