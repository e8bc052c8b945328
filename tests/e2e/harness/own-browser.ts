/** A browser process with a profile of its own on disk, which can be killed as a crash would, and started again. */
import { spawn, type ChildProcess } from 'node:child_process'
import { chromium, type BrowserContext } from 'playwright-core'
import { chromiumPath } from '../../../tools/chromium'
import { FLAGS } from './people'

/** As Playwright starts it: pages that nobody looks at are not slowed. */
const UNSEEN = [
  '--headless',
  '--disable-dev-shm-usage',
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--password-store=basic',
]

export class OwnBrowser {
  readonly context: BrowserContext
  readonly #process: ChildProcess

  static async start(profile: string): Promise<OwnBrowser> {
    const args = [
      ...FLAGS,
      ...UNSEEN,
      '--remote-debugging-port=0',
      `--user-data-dir=${profile}`,
      'about:blank',
    ]
    // Detached: it leads a process group, so that all of it can be killed at once.
    const child = spawn(chromiumPath(), args, { detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
    const endpoint = await new Promise<string>((resolve, reject) => {
      let output = ''
      child.stderr.on('data', (chunk: Buffer) => {
        output += chunk.toString()
        const found = /DevTools listening on (ws:\S+)/.exec(output)
        if (found?.[1] !== undefined) resolve(found[1])
      })
      child.on('exit', () => reject(new Error(`the browser ended: ${output}`)))
    })
    const browser = await chromium.connectOverCDP(endpoint)
    const [context] = browser.contexts()
    if (context === undefined) throw new Error('expected the context of the profile')
    return new OwnBrowser(child, context)
  }

  private constructor(child: ChildProcess, context: BrowserContext) {
    this.#process = child
    this.context = context
  }

  /** SIGKILL to every process of this browser; resolves when it is gone. */
  async kill(): Promise<void> {
    const { pid, exitCode, signalCode } = this.#process
    if (pid === undefined || exitCode !== null || signalCode !== null) return
    const ended = new Promise((resolve) => this.#process.once('exit', resolve))
    process.kill(-pid, 'SIGKILL')
    await ended
  }
}
