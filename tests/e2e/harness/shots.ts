/** With `SHOTS=folder` what is seen is kept as pictures, for people to look at. */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'

const FOLDER = process.env.SHOTS

/** @param name of the picture, without its ending */
export async function keepShot(page: Page, name: string, { fullPage = false } = {}): Promise<void> {
  if (FOLDER === undefined) return
  await mkdir(FOLDER, { recursive: true })
  await page.screenshot({ path: join(FOLDER, `${name.replaceAll(' ', '-')}.png`), fullPage })
}
