/**
 * alice's payments wait in line when her browser is copied. It pays them later; then the copy is put back, which does not
 * know that, and asks her instead of paying again.
 */
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { afterAll, describe, expect, it } from 'vitest'
import { chromiumPath } from '../../tools/chromium'
import { testPerson } from '../helpers/test-person'
import { violations } from './harness/axe'
import { isFocused } from './harness/keys'
import { opening } from './harness/opening'
import { FLAGS, Person, until } from './harness/people'
import { keepShot } from './harness/shots'
import { startSiteWithMoney } from './harness/site'
import { hasAmp, sendAmp } from './harness/wallet'

const { site } = await opening(startSiteWithMoney())
const folder = await mkdtemp(join(tmpdir(), 'synereo-held-'))
const [profile, backup] = [join(folder, 'profile'), join(folder, 'backup')]
const { id: bob } = await testPerson('bob')

async function browserIn(at: string): Promise<Person> {
  const context = await chromium.launchPersistentContext(at, {
    executablePath: chromiumPath(),
    args: FLAGS,
  })
  const person = new Person(context, await context.newPage(), site, 'Alice')
  person.relayMayFail = true
  return person
}

async function backIn(at: string): Promise<Person> {
  const person = await browserIn(at)
  await person.page.goto(`${site.url}#/wallet`)
  await person.ready()
  return person
}

const movements = ({ page }: Person) => page.getByRole('list', { name: 'Movements' }).getByRole('listitem')

afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

describe('payments that wait in line', () => {
  it('[AM121] [U9] [U38] are withdrawn one by one while nothing was signed for them, and what was signed is not', async () => {
    const laptop = await browserIn(profile)
    const { page } = laptop
    await laptop.begin()
    await laptop.goTo('Wallet')
    await page.getByRole('button', { name: 'Get starter AMP' }).click()
    await hasAmp(laptop, '100')
    await sendAmp(laptop, bob, '10')
    await hasAmp(laptop, '90')
    await Promise.all([2, 3].map((index) => site.ledger.stopWitness(index)))
    await sendAmp(laptop, bob, '7')
    const pending = movements(laptop).and(page.locator('[data-state="pending"]'))
    await pending.getByText('2 of the 3 votes').waitFor()
    const saved = movements(laptop).and(page.locator('[data-state="saved"]'))
    for (const [index, amount] of ['3', '5', '4'].entries()) {
      await sendAmp(laptop, bob, amount)
      await saved.nth(index).waitFor()
    }
    expect(await pending.getByRole('button', { name: 'Do not pay it' }).count()).toBe(0)
    expect(await violations(page)).toEqual([])
    await keepShot(page, 'wallet-in-line', { fullPage: true })
    await saved.filter({ hasText: '−3' }).getByRole('button', { name: 'Do not pay it' }).press('Enter')
    await page.getByText('It is not paid, and the AMP stays yours.').waitFor()
    await saved.filter({ hasText: '−3' }).waitFor({ state: 'detached' })
    // It stood below the two others, and the payment that is signed stands below it.
    await until('the next row has the focus', () => isFocused(pending))
    expect(await saved.count()).toBe(2)
    expect(laptop.faults).toEqual([])
    await laptop.context.close()
    await cp(profile, backup, { recursive: true })
  })

  it('[AM113] [U9] are held by a browser that was put back from a copy, until its owner says what becomes of them', async () => {
    await Promise.all([2, 3].map((index) => site.ledger.startWitness(index)))
    const later = await backIn(profile)
    await hasAmp(later, '74')
    await later.context.close()

    const copy = await backIn(backup)
    const { page } = copy
    const held = page.getByRole('alert').filter({ hasText: 'Were these paid already?' })
    await held.waitFor()
    await hasAmp(copy, '74')
    for (const amount of ['5 AMP', '4 AMP']) await held.getByText(amount).waitFor()
    expect(await page.locator('[data-amp="leaving"]').count()).toBe(0)
    for (const language of ['en', 'ar']) {
      await page.evaluate((chosen) => localStorage.setItem('synereo-language', chosen), language)
      await page.reload()
      const card = page.locator('section[aria-labelledby="held"]')
      for (const [width, colorScheme] of [
        [1280, 'light'],
        [360, 'dark'],
      ] as const) {
        await page.setViewportSize({ width, height: 900 })
        await page.emulateMedia({ colorScheme })
        await card.scrollIntoViewIfNeeded()
        const isWider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
        expect([language, width, colorScheme, isWider, await violations(page)]).toEqual([
          ...[language, width, colorScheme],
          ...[false, []],
        ])
        await keepShot(page, `held ${language} ${String(width)} ${colorScheme}`)
      }
    }
    await page.evaluate(() => localStorage.setItem('synereo-language', 'en'))
    await page.reload()
    await held.getByRole('button', { name: 'Do not pay them' }).click()
    await held.waitFor({ state: 'detached' })
    const title = page.getByRole('heading', { level: 1, name: 'Wallet' })
    await until('the title has the focus of the card that is gone', () => isFocused(title))
    await page.reload()
    await hasAmp(copy, '74')
    expect(await movements(copy).and(page.locator('[data-state="saved"]')).count()).toBe(0)
    expect(await held.count()).toBe(0)
    expect(copy.faults).toEqual([])
    await copy.context.close()
  })
})
