/** Finds the browser of the end-to-end tests, and installs Debian's when there is none. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const USUAL_PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** The path given by CHROMIUM, or the first of the usual ones; throws when there is none. */
export function chromiumPath(): string {
  const path = [process.env.CHROMIUM, ...USUAL_PLACES].find(
    (place) => place !== undefined && existsSync(place),
  )
  if (path === undefined) throw new Error('No Chromium found: install it, or set CHROMIUM to its path.')
  return path
}

export function installChromiumIfMissing(): void {
  try {
    chromiumPath()
  } catch (missing) {
    const canInstall = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0
    if (!canInstall) throw missing
    console.error('Installing Chromium…')
    execFileSync('apt-get', ['update', '-q'], { stdio: ['ignore', 2, 2] })
    execFileSync('apt-get', ['install', '-y', '-q', 'chromium'], {
      stdio: ['ignore', 2, 2],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  }
}
