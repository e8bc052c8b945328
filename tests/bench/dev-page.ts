/** A page in Chromium that can import this repository's TypeScript, compiled by Vite as it is asked for. */
import { createServer } from 'vite'
import type { Page } from 'playwright-core'
import { ROOT } from '../../tools/site'
import { launchBrowser } from '../e2e/harness/people'

export interface DevPageOptions {
  /** Whether the page is cross-origin isolated. */
  readonly isIsolated?: boolean
}

const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
}

export async function withDevPage<T>(
  use: (page: Page) => Promise<T>,
  { isIsolated = false }: DevPageOptions = {},
): Promise<T> {
  const server = await createServer({
    root: ROOT,
    logLevel: 'error',
    server: { port: 0, host: '127.0.0.1', hmr: false, ...(isIsolated && { headers: ISOLATION }) },
  })
  await server.listen()
  const address = server.httpServer?.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const browser = await launchBrowser()
  try {
    const page = await browser.newPage()
    await page.goto(`http://127.0.0.1:${port}/tests/bench/pages/blank.html`)
    return await use(page)
  } finally {
    await browser.close()
    await server.close()
  }
}
