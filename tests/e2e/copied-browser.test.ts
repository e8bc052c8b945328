/** alice's browser is put back from a backup of its whole profile: it does not know what it wrote since, and writes on. */
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { afterAll, describe, expect, it } from 'vitest'
import { chromiumPath } from '../../tools/chromium'
import { opening } from './harness/opening'
import { FLAGS, Person } from './harness/people'
import { startSite } from './harness/site'

const { site, bob } = await opening(startSite(), 'Bob')
const folder = await mkdtemp(join(tmpdir(), 'synereo-copied-'))
const [profile, backup] = [join(folder, 'profile'), join(folder, 'backup')]

/** Her browser with what lies in this folder. */
async function browserIn(at: string): Promise<Person> {
  const context = await chromium.launchPersistentContext(at, {
    executablePath: chromiumPath(),
    args: FLAGS,
  })
  return new Person(context, await context.newPage(), site, 'Alice')
}

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

describe('a browser that was put back from a backup', () => {
  it('[E71] what it wrote before and what it writes since come both to bob, and to itself', async () => {
    const laptop = await browserIn(profile)
    await laptop.begin()
    await bob.begin(await laptop.inviteLink())
    await bob.follow()
    await laptop.post('Before the backup')
    await bob.goTo('Latest')
    await bob.article('Before the backup').waitFor()
    await laptop.context.close()
    await cp(profile, backup, { recursive: true })

    const later = await browserIn(profile)
    await later.page.goto(site.url)
    await later.ready()
    for (const text of ['After the backup', 'The laptop is lost soon']) await later.post(text)
    await bob.article('The laptop is lost soon').waitFor()
    await later.context.close()

    // Nobody is there who could tell it what it had written.
    await bob.page.goto('about:blank')
    const restored = await browserIn(backup)
    await restored.page.goto(site.url)
    await restored.ready()
    await restored.post('From the backup')
    await bob.page.goto(`${site.url}#/latest`)
    await bob.ready()

    for (const text of ['After the backup', 'The laptop is lost soon', 'From the backup'])
      await bob.article(text).waitFor({ timeout: 60_000 })
    await restored.page.goto(`${site.url}#/latest`)
    for (const text of ['After the backup', 'The laptop is lost soon', 'From the backup'])
      await restored.article(text).waitFor({ timeout: 60_000 })
    await bob.article('From the backup').getByRole('link', { name: 'Alice' }).first().click()
    await bob.page
      .getByRole('status')
      .filter({ hasText: 'was copied or put back from a backup, and both copies wrote' })
      .waitFor()
    await restored.context.close()
    expect(bob.faults).toEqual([])
  })
})
