import { describe, expect, it } from 'vitest'
import { violations } from './harness/axe'
import { opening } from './harness/opening'
import { Person, until } from './harness/people'
import { startSite } from './harness/site'

const { site, browser } = await opening(startSite())
const context = await browser.newContext({ locale: 'es-MX', viewport: { width: 360, height: 780 } })
const alice = new Person(context, await context.newPage(), site, 'Alice')

/** What the page tells browsers and screen readers about itself. */
function told(): Promise<{ readonly lang: string; readonly dir: string }> {
  return alice.page.evaluate(() => ({
    lang: document.documentElement.lang,
    dir: document.documentElement.dir,
  }))
}

/** How far the page can be scrolled sideways. */
function sidewaysPx(): Promise<number> {
  return alice.page.evaluate(() =>
    Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth),
  )
}

describe('the language', () => {
  it('[W3] of a Spanish browser is Spanish', async () => {
    await alice.page.goto(site.url)
    await alice.page.getByRole('button', { name: 'Empezar' }).click()
    expect(await told()).toEqual({ lang: 'es-MX', dir: 'ltr' })
    await alice.page.getByRole('textbox', { name: 'Tu nombre' }).fill('Alicia')
    await alice.page.getByRole('button', { name: 'Continuar' }).click()
    await alice.page.getByRole('button', { name: 'Más tarde' }).click()
    await alice.ready()
    await alice.page.getByRole('textbox', { name: 'Escribe una publicación' }).fill('Hola #abejas')
    await alice.page.getByRole('button', { name: 'Publicar' }).click()
    await alice.article('Hola').waitFor()
  })

  it('[W3] is changed in Settings, where each is named in itself, and everything turns at once', async () => {
    await alice.goToNamed('Ajustes')
    const choice = alice.page.getByRole('combobox', { name: 'Idioma' })
    await choice.waitFor()
    // A view that was gone to takes the focus to its heading; then it is the reader's.
    await alice.page.waitForFunction(() => document.activeElement?.textContent?.trim() === 'Ajustes')
    expect(await choice.getByRole('option').allInnerTexts()).toEqual([
      'English',
      'Español',
      'Deutsch',
      'العربية',
      '中文',
    ])
    await alice.page.evaluate(() => (document.documentElement.dataset.sameVisit = 'yes'))
    await choice.focus()
    await choice.selectOption('العربية')
    await alice.page.getByRole('heading', { name: 'الإعدادات' }).waitFor()
    expect(await told()).toEqual({ lang: 'ar', dir: 'rtl' })
    expect(await alice.page.evaluate(() => document.documentElement.dataset.sameVisit)).toBe('yes')
    // Who uses the keyboard goes on where they were.
    expect(await alice.page.evaluate(() => document.activeElement?.localName)).toBe('select')
  })

  it('[W3] turns the other tabs at once, too', async () => {
    const second = await alice.context.newPage()
    alice.watch(second)
    await second.goto(`${site.url}#/settings`)
    await second.getByRole('heading', { name: 'الإعدادات' }).waitFor()
    await second.getByRole('combobox', { name: 'اللغة' }).selectOption('Deutsch')
    await alice.page.getByRole('heading', { name: 'Einstellungen' }).waitFor()
    expect(await told()).toMatchObject({ dir: 'ltr' })
    const choice = alice.page.getByRole('combobox', { name: 'Sprache' })
    expect(await choice.inputValue()).toBe('de')
    // It is written as the other fields are.
    const fontOf = (field: typeof choice) =>
      field.evaluate(
        (element) => `${getComputedStyle(element).fontSize} ${getComputedStyle(element).fontFamily}`,
      )
    const name = alice.page.getByRole('textbox').first()
    expect(await fontOf(choice)).toBe(await fontOf(name))
    await choice.selectOption('العربية')
    await second.getByRole('heading', { name: 'الإعدادات' }).waitFor()
    await second.close()
  })

  it('[W4] from right to left fits a phone, and is as accessible', async () => {
    for (const name of ['الإعدادات', 'الدفق', 'الاتصالات', 'البحث', 'الشبكة', 'الإشعارات', 'ملفي']) {
      await alice.goToNamed(name)
      await until(`${name} is there`, async () => (await alice.page.locator('main h1, main h2').count()) > 0)
      expect(`${name} ${await sidewaysPx()}`).toBe(`${name} 0`)
      expect(await violations(alice.page)).toEqual([])
    }
  })

  it('[W3] is kept across a reload, and what was written stays as it was', async () => {
    await alice.page.reload()
    await alice.ready()
    expect(await told()).toEqual({ lang: 'ar', dir: 'rtl' })
    await alice.goToNamed('الدفق')
    await alice.page.getByRole('tab', { name: 'الأحدث', exact: true }).click()
    await alice.article('Hola').getByRole('button', { name: 'إعجاب' }).waitFor()
    expect(alice.faults).toEqual([])
  })
})
