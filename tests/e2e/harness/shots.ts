/** With `SHOTS=folder` what is seen is kept as pictures, for people to look at. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

const FOLDER = process.env.SHOTS
const FAILURES = '.cache/failures'
/** A page that hangs gives no picture. */
const SHOT_MS = 5_000

/** @param name of the picture, without its ending */
export async function keepShot(page: Page, name: string, { fullPage = false } = {}): Promise<void> {
  if (FOLDER === undefined) return
  await mkdir(FOLDER, { recursive: true })
  await page.screenshot({ path: join(FOLDER, `${name.replaceAll(' ', '-')}.png`), fullPage })
}

/** What the people of a failed test saw, so that one need not run it again to know. */
export async function keepFailure(test: string, people: Readonly<Record<string, Page>>): Promise<void> {
  await mkdir(FAILURES, { recursive: true })
  const file = test.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 80)
  for (const [name, page] of Object.entries(people))
    await page
      .screenshot({ path: join(FAILURES, `${file}-${name}.png`), timeout: SHOT_MS })
      .catch(() => undefined)
}
