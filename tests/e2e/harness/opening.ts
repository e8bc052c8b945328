/** How nearly every browser test begins: a site, a browser, and people who have come to look at it. */
import type { Browser } from 'playwright-core'
import { afterAll, afterEach } from 'vitest'
import { launchBrowser, Person, type SiteSeen } from './people'
import { keepFailure } from './shots'

/** As long as a hook may take: nothing else ends what a test file awaits before its tests are known. */
const OPENS_WITHIN_MS = 120_000

interface Stage extends SiteSeen {
  stop(): Promise<void>
}

/**
 * `const { site, alice, bob } = await opening(startSite(), 'Alice', 'Bob')` is the first line of a test file: the site runs,
 * and each of them has a page, still empty, in a browser. All of it is put away after the last test, and after what the
 * file itself puts away.
 */
export async function opening<S extends Stage, Name extends string = never>(
  starting: Promise<S>,
  ...names: readonly Name[]
): Promise<{ readonly site: S; readonly browser: Browser } & Readonly<Record<Uncapitalize<Name>, Person>>> {
  const launching = launchBrowser()
  const end = async () => {
    await (await launching).close()
    await (await starting).stop()
  }
  const open = async () => {
    const [site, browser] = await Promise.all([starting, launching])
    const people = await Promise.all(
      names.map(async (name) => [uncapitalized(name), await Person.open(browser, site, name)] as const),
    )
    afterEach(async ({ task }) => {
      if (task.result?.state === 'fail')
        await keepFailure(task.name, Object.fromEntries(people.map(([name, { page }]) => [name, page])))
    })
    return { site, browser, ...(Object.fromEntries(people) as Record<Uncapitalize<Name>, Person>) }
  }
  afterAll(end)
  return within(OPENS_WITHIN_MS, open())
}

function uncapitalized<Name extends string>(name: Name): Uncapitalize<Name> {
  return `${name.charAt(0).toLowerCase()}${name.slice(1)}` as Uncapitalize<Name>
}

async function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not open after ${ms} ms`)), ms)
  })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
