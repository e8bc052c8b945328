/** A browser that has been in use: its database is filled by the repository's own parts, in a page of the site's origin. */
import { createServer } from 'vite'
import type { Browser, BrowserContextOptions } from 'playwright-core'
import { readNetworkConfig } from '../../../src/app/network-config'
import { ROOT } from '../../../tools/site'
import { Person } from './people'
import type { Site } from './site'

type HeldSite = Pick<Site, 'url' | 'relay'>

const OF_VITE = /^\/(tests|src|workers|node_modules|@vite|@id|@fs)\//

/** Alice, whose network has this many people in it. */
export function openFilled(
  browser: Browser,
  site: HeldSite,
  people: number,
  options: BrowserContextOptions = {},
): Promise<Person> {
  return openFilledBy(browser, site, { module: 'population', count: people }, options)
}

/** Alice, who holds so many posts of today by people whom she attends. */
export function openCrowded(
  browser: Browser,
  site: HeldSite,
  posts: number,
  options: BrowserContextOptions = {},
): Promise<Person> {
  return openFilledBy(browser, site, { module: 'crowd', count: posts }, options)
}

async function openFilledBy(
  browser: Browser,
  site: HeldSite,
  filling: { readonly module: 'population' | 'crowd'; readonly count: number },
  options: BrowserContextOptions,
): Promise<Person> {
  const server = await createServer({
    root: ROOT,
    logLevel: 'error',
    server: { port: 0, host: '127.0.0.1', hmr: false, ws: false },
  })
  await server.listen()
  const vite = new URL(server.resolvedUrls?.local[0] ?? '')
  const context = await browser.newContext(options)
  const alice = new Person(context, await context.newPage(), site, 'Alice')
  const { page } = alice
  try {
    await context.route(
      ({ pathname }) => OF_VITE.test(pathname),
      async (route) => {
        const { pathname, search } = new URL(route.request().url())
        await route.fulfill({ response: await route.fetch({ url: new URL(pathname + search, vite).href }) })
      },
    )
    await page.goto(new URL('tests/bench/pages/blank.html', site.url).href)
    const config = await readNetworkConfig(await (await fetch(new URL('network.json', site.url))).json())
    if (!config.ok) throw new Error(config.error)
    const call = `fill(${JSON.stringify(config.value.id)}, ${filling.count}, ${Date.now()})`
    await page.evaluate(`import('/tests/e2e/pages/${filling.module}.ts').then((module) => module.${call})`)
    await context.unrouteAll()
    // Vite's own client found no socket.
    alice.faults.length = 0
  } finally {
    await server.close()
  }
  await page.goto(site.url)
  await alice.ready()
  return alice
}
