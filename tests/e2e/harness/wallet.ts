import type { Person } from './people'

/** Waits until the page shows this much as final. */
export async function hasAmp({ page }: Person, amount: string, withinMs = 30_000): Promise<void> {
  const shown = page.locator('[data-amp="final"]', { hasText: new RegExp(`^${amount}$`) })
  await shown.waitFor({ timeout: withinMs })
}

export async function sendAmp({ page }: Person, to: string, amount: string): Promise<void> {
  await page.getByRole('textbox', { name: 'To', exact: true }).fill(to)
  await page.getByRole('spinbutton', { name: 'Amount' }).fill(amount)
  await page.getByRole('button', { name: 'Send', exact: true }).click()
}
