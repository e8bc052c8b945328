/** Another page shows this one in a frame: on a host that reads `_headers`, and on one that does not. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, describe, expect, it } from 'vitest'
import { DIST, networkWith } from '../../tools/site'
import { serveFolder } from '../../tools/static-server'
import { launchBrowser, until } from './harness/people'

const browser = await launchBrowser()
const networkJson = await networkWith([])
const serve = (ignoresHeaders: boolean) => serveFolder({ folder: DIST, port: 0, networkJson, ignoresHeaders })
const [reading, ignoring] = await Promise.all([serve(false), serve(true)])

/** Somebody else's host: `/?framed=URL` shows that page in a frame. */
const elsewhere = createServer((request, response) => {
  const shown = new URL(request.url ?? '', 'http://elsewhere').searchParams.get('framed') ?? ''
  response.writeHead(200, { 'Content-Type': 'text/html' })
  response.end(`<iframe src="${shown}" width="600" height="400"></iframe>`)
})
await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
const { port } = elsewhere.address() as AddressInfo

afterAll(async () => {
  await browser.close()
  await Promise.all([reading.stop(), ignoring.stop()])
  elsewhere.close()
})

async function framed(url: string) {
  const page = await browser.newPage()
  await page.goto(`http://127.0.0.1:${port}/?framed=${encodeURIComponent(url)}`)
  return page
}

describe('in a frame', () => {
  it('[FR1] nothing is shown where the host reads the headers', async () => {
    const page = await framed(reading.url)
    const isRefused = () => page.frames()[1]?.url().startsWith('chrome-error:') ?? false
    await until('the browser has refused it', () => Promise.resolve(isRefused()))
  })

  it('[FR1] nothing is opened where it does not, and a link leads to the page by itself', async () => {
    const page = await framed(ignoring.url)
    const alert = page.frameLocator('iframe').getByRole('alert')
    await alert.getByText('Another page shows this one inside itself').waitFor()
    const [opened] = await Promise.all([page.waitForEvent('popup'), alert.getByRole('link').click()])
    await opened.getByRole('button', { name: 'Start' }).waitFor()
    expect(opened.url()).toBe(ignoring.url)
  })

  it('[FR1] every file says what the page says of itself', async () => {
    const { headers } = await fetch(`${reading.url}manifest.webmanifest`)
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("script-src 'self' 'wasm-unsafe-eval';")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy.replace("'wasm-unsafe-eval'", '')).not.toMatch(/unsafe|\*/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  })
})
