import { execFileSync } from 'node:child_process'
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { headerBuild } from './tools/header-build.ts'
import { leftOut } from './tools/left-out.ts'
import { LongFirst } from './tools/long-first.ts'
import { offlineBuild } from './tools/offline-build.ts'
import { wordsBuild } from './tools/words/build.ts'

/** Shown in Settings, so that two people can tell whether they run the same build. */
function buildId(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], { encoding: 'utf8' }).trim()
  } catch {
    return 'dev' // Built from an archive without history.
  }
}

/** What main.ts imports, and by that whatever they import; and what Vite puts in for imports of later chunks. */
const FIRST_PAINT =
  /[\\/]src[\\/](App\.svelte|app[\\/]start\.ts|ui[\\/]format[\\/]start-sentence\.ts|ui[\\/]state[\\/]theme\.ts|ui[\\/]words[\\/]page-language\.ts)$|vite[\\/]preload-helper/

/**
 * What several later views share comes in one file: the first paint names each. Not what the box for a new post needs, for
 * which the Stream would wait for all of them.
 */
const PARTS = /[\\/]src[\\/]ui[\\/](components|format)[\\/](?!Disclosure|RoomLeft|room-sentence)/

/**
 * The first paint names every later file, and of what is in a name only the hash does not compress. Six places of 64 signs
 * tell any two versions of one file apart; of scripts the bundler asks for seven.
 */
const NAMES = {
  entryFileNames: 'assets/[name]-[hash:7].js',
  chunkFileNames: 'assets/[name]-[hash:7].js',
  assetFileNames: 'assets/[name]-[hash:6][extname]',
}

/** Of both kinds of tests that drive Chromium. */
const BROWSERS = {
  environment: 'node',
  globalSetup: './tests/e2e/harness/built.ts',
  setupFiles: './tools/node-20.ts',
  // The longest takes a minute and a half on a quiet machine; one that does much else is three times slower.
  testTimeout: 300_000,
  hookTimeout: 300_000,
} as const

export default defineConfig({
  // Relative addresses, so that the site works under any path of any host and on an IPFS gateway.
  base: './',
  plugins: [leftOut(), svelte({ configFile: false }), wordsBuild(), headerBuild(), offlineBuild()],
  define: { 'import.meta.env.VITE_BUILD': JSON.stringify(buildId()) },
  build: {
    target: 'es2022',
    // Inlined files would be data: URLs, which the page's policy does not allow.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
    // How long plugins take is no news to somebody who starts the page.
    rolldownOptions: {
      checks: { bundlerTimings: false },
      output: {
        ...NAMES,
        // What the first paint needs comes in one file: since later views share parts of it, it would come in forty, which
        // wait for one another on a line with a long way and compress worse. Not main.ts itself: it awaits what is fetched
        // later, which in turn would await it.
        codeSplitting: {
          groups: [
            { name: 'page', test: FIRST_PAINT, priority: 1 },
            { name: 'parts', test: PARTS, minShareCount: 3, includeDependenciesRecursively: false },
          ],
        },
      },
    },
  },
  worker: { format: 'es' },
  test: {
    sequence: { sequencer: LongFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/e2e/**', 'tests/browser/**'],
          environment: 'node',
          setupFiles: ['./tools/node-20.ts'],
          // No measure of speed: a property of a thousand worlds takes a while on a machine that does other things too.
          testTimeout: 300_000,
          // Of two cores Vitest would leave one idle.
          maxWorkers: 2,
        },
      },
      {
        extends: true,
        test: {
          ...BROWSERS,
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          exclude: ['tests/e2e/**/*.timed.test.ts'],
          // Two at a time: they wait for each other's pages more than they compute.
          maxWorkers: 2,
          // libp2p and Vite are read once by each of the two, not for each file: a fifth less time. Each file has its own site and
          // browser all the same.
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          ...BROWSERS,
          name: 'timed',
          include: ['tests/e2e/**/*.timed.test.ts'],
          // What measures how long something takes, or needs both cores, has the machine to itself.
          fileParallelism: false,
          // As above: what a file leaves is its modules.
          isolate: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
