// Runs a TypeScript tool, after installing the packages when they are missing or older than the lock file. Plain
// JavaScript of the standard library only: on a bare machine nothing else is there yet.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import './end-with-parent.mjs'

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)))
const OLDEST_NODE = [20, 19]

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1])) {
  console.error(`Synereo needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}.`)
  process.exit(1)
}

const installed = join(ROOT, 'node_modules/.package-lock.json')
const isStale =
  !existsSync(installed) || statSync(installed).mtimeMs < statSync(join(ROOT, 'package-lock.json')).mtimeMs
if (isStale) {
  console.error('Installing packages…')
  // Output goes to stderr: stdout belongs to the tool. Scripts are not run: no package here needs one (SECURITY 28).
  const install = spawnSync(
    'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: ROOT,
      stdio: ['ignore', 2, 2],
    },
  )
  if (install.status !== 0) process.exit(install.status ?? 1)
}

const [tool, ...args] = process.argv.slice(2)
const endWithParent = new URL('end-with-parent.mjs', import.meta.url).href
const child = spawn(
  process.execPath,
  ['--import', endWithParent, '--import', 'tsx', join(ROOT, tool ?? ''), ...args],
  { stdio: 'inherit' },
)
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) =>
  process.exit(code ?? (signal === 'SIGINT' || signal === 'SIGTERM' ? 0 : 1)),
)
