/** People with browsers: each has a context of their own, and whatever goes wrong in their page fails the test. */
import { chromium, type Browser, type BrowserContext, type Locator, type Page } from 'playwright-core'
import { chromiumPath } from '../../../tools/chromium'
import type { Site } from './site'

/** FEASIBILITY: flags that keep Chromium from calling home, and nothing that changes WebRTC. */
export const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: chromiumPath(), args: FLAGS })
}

/** What a person's page may talk to. */
export interface SiteSeen extends Pick<Site, 'url' | 'relay' | 'witnesses'> {
  /** Addresses of services that the person names. */
  readonly services?: readonly string[]
}

/** A warning of a library says by itself nothing of who caused it. */
function tellWhoWarns(): void {
  const warn = console.warn.bind(console)
  console.warn = (...said: unknown[]) => warn(...said, new Error('warned').stack)
}

export class Person {
  readonly name: string
  readonly page: Page
  readonly context: BrowserContext
  /** What the page or its network did that it should not have. */
  readonly faults: string[] = []
  readonly #site: SiteSeen

  static async open(browser: Browser, site: SiteSeen, name: string): Promise<Person> {
    const context = await browser.newContext()
    await context.addInitScript(tellWhoWarns)
    return new Person(context, await context.newPage(), site, name)
  }

  constructor(context: BrowserContext, page: Page, site: SiteSeen, name: string) {
    this.context = context
    this.page = page
    this.name = name
    this.#site = site
    this.watch(page)
  }

  /** Notes console errors and warnings, page errors and requests to anybody but the site and the relay. */
  watch(page: Page): void {
    const ownHost = new URL(this.#site.url).host
    const helpers = new Set([this.#site.relay, ...(this.#site.witnesses ?? [])].map(hostOf))
    page.on('console', (message) => {
      // Chromium itself says when a WebSocket to a relay that a test has killed fails; no page can keep it from that.
      if (this.relayMayFail && message.text().includes('WebSocket connection to')) return
      // So says the driver that stands in for a graphics card whenever a picture is asked what lies under the pointer.
      if (message.text().includes('GPU stall due to ReadPixels')) return
      if (message.type() === 'error' || message.type() === 'warning') {
        this.faults.push(`console ${message.type()}: ${message.text()}`)
      }
    })
    page.on('pageerror', (error) => this.faults.push(`page error: ${error.stack ?? error.message}`))
    page.on('request', (request) => {
      const url = new URL(request.url())
      const isNamed = this.#site.services?.some((service) => request.url().startsWith(service)) === true
      if (url.protocol !== 'blob:' && url.host !== ownHost && !isNamed)
        this.faults.push(`request to ${request.url()}`)
    })
    page.on('websocket', (socket) => {
      if (!helpers.has(new URL(socket.url()).host)) this.faults.push(`websocket to ${socket.url()}`)
    })
  }

  /** Set by tests that kill the relay. */
  relayMayFail = false

  /** Opens a page (the site's own, an invite link) and goes through the first visit. */
  async begin(url: string = this.#site.url): Promise<void> {
    await this.page.goto(url)
    await this.page.getByRole('button', { name: 'Start' }).click()
    await this.page.getByRole('textbox', { name: 'Your name' }).fill(this.name)
    await this.page.getByRole('button', { name: 'Continue' }).click()
    await this.page.getByRole('button', { name: 'Later' }).click()
    await this.ready()
  }

  async ready(): Promise<void> {
    await this.page.waitForFunction(() => document.documentElement.dataset.synereo === 'ready')
  }

  async goTo(
    view:
      | 'Stream'
      | 'Latest'
      | 'Bookmarks'
      | 'Search'
      | 'Synereos'
      | 'Network'
      | 'Notifications'
      | 'Messages'
      | 'Wallet'
      | 'Connections'
      | 'Storage'
      | 'Settings'
      | 'My profile',
  ): Promise<void> {
    await this.goToNamed(view === 'Latest' ? 'Stream' : view)
    if (view !== 'Latest' && view !== 'Stream') return
    // Both have a box for a new post: who writes before the view has changed writes into the one that is about to go.
    const tab = this.page.getByRole('tab', { name: view, exact: true })
    if (view === 'Latest') await tab.click()
    await tab.and(this.page.locator('[aria-selected="true"]')).waitFor()
  }

  /** Goes to a view by what its link in the navigation is called, in whichever language. */
  async goToNamed(view: string): Promise<void> {
    // A long page has one of its own below.
    const navigation = this.page.getByRole('navigation').first()
    const link = navigation.getByRole('link', { name: view, exact: true, includeHidden: true })
    await link.waitFor({ state: 'attached' })
    // On a phone only the first few are in sight.
    if (!(await link.isVisible())) await navigation.getByRole('button').click()
    await link.click()
  }

  /** On the page of a person: the dial, their standing, and the network from their chair. */
  async unfoldStanding(): Promise<void> {
    await this.page.getByText('Standing and settings').click()
  }

  async inviteLink(): Promise<string> {
    await this.goTo('Connections')
    const box = this.page.getByRole('textbox', { name: 'Invite link' })
    await this.page.waitForFunction(() =>
      document.querySelector<HTMLInputElement>('input[readonly]')?.value.includes('#/join/'),
    )
    return box.inputValue()
  }

  async follow(): Promise<void> {
    await this.page.getByRole('button', { name: 'Follow', exact: true }).click()
    await this.page.getByRole('button', { name: 'Unfollow', exact: true }).waitFor()
  }

  async post(text: string, image?: { readonly file: Buffer; readonly alt: string }): Promise<void> {
    await this.goTo('Stream')
    await this.page.getByRole('textbox', { name: 'Write a post' }).fill(text)
    if (image !== undefined) {
      const file = { name: 'picture.png', mimeType: 'image/png', buffer: image.file }
      await this.page.getByLabel('Add image').setInputFiles(file)
      await this.page.getByRole('textbox', { name: 'Describe the image' }).fill(image.alt)
    }
    await this.page.getByRole('button', { name: 'Post', exact: true }).click()
    await this.article(text).waitFor()
  }

  /** The post with this text. */
  article(text: string): Locator {
    return this.page.getByRole('article').filter({ hasText: text })
  }

  /** The charge of a post as its meter states it. */
  async charge(text: string): Promise<number> {
    return Number(
      await this.article(text).getByRole('meter', { name: 'Charge' }).getAttribute('aria-valuenow'),
    )
  }

  /**
   * Resolves with the frame after a post with this text has been drawn. It looks when the page changes; a locator's
   * `waitFor` looks with every frame, and with ten pages that took the time which was to be measured.
   */
  async drawn(text: string): Promise<void> {
    await this.page.evaluate(
      (words) =>
        new Promise<void>((resolve) => {
          const isThere = (): boolean =>
            [...document.querySelectorAll('article')].some(
              (article) => article.textContent.includes(words) && article.checkVisibility(),
            )
          const end = (): void => void requestAnimationFrame(() => resolve())
          if (isThere()) return end()
          const observer = new MutationObserver(() => {
            if (!isThere()) return
            observer.disconnect()
            end()
          })
          observer.observe(document.body, { childList: true, subtree: true, characterData: true })
        }),
      text,
    )
  }

  /** How many others the page is linked with directly. */
  async links(): Promise<number> {
    await this.goTo('Connections')
    return this.page.getByRole('list', { name: 'Peers' }).getByRole('listitem').count()
  }
}

/** Waits until the condition holds, looking often; the error names what was waited for. */
export async function until(what: string, holds: () => Promise<boolean>, timeoutMs = 30_000): Promise<void> {
  const endMs = Date.now() + timeoutMs
  while (!(await holds())) {
    if (Date.now() > endMs) throw new Error(`waited ${timeoutMs} ms in vain: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** "127.0.0.1:4001" of a multiaddr of a WebSocket. */
function hostOf(address: string): string {
  const [, , ip = '', , port = ''] = address.split('/')
  return `${ip}:${port}`
}
