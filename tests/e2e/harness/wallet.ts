import type { Person } from './people'

/** Waits until the page shows this much as final. */
export async function hasAmp({ page }: Person, amount: string): Promise<void> {
  await page.locator('[data-amp="final"]', { hasText: new RegExp(`^${amount}$`) }).waitFor()
}

export async function sendAmp({ page }: Person, to: string, amount: string): Promise<void> {
  await page.getByRole('textbox', { name: 'To', exact: true }).fill(to)
  await page.getByRole('spinbutton', { name: 'Amount' }).fill(amount)
  await page.getByRole('button', { name: 'Send', exact: true }).click()
}
