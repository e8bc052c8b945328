/** Two people who carry each other's codes. Both look at Connections. */
import type { Person } from './people'

/** Begins a pairing and gives the code. */
export async function codeOf({ page }: Person): Promise<string> {
  await page.getByRole('button', { name: /^(Pair without a server|Start again)$/ }).click()
  const box = page.getByRole('textbox', { name: 'Your code' })
  await box.waitFor()
  return box.inputValue()
}

export async function connectWith({ page }: Person, code: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Their code' }).fill(code)
  await page.getByRole('button', { name: 'Connect', exact: true }).click()
}

export async function pair(one: Person, other: Person): Promise<void> {
  for (const person of [one, other]) await person.goTo('Connections')
  const [code, theirs] = [await codeOf(one), await codeOf(other)]
  await connectWith(one, theirs)
  await connectWith(other, code)
  for (const [person, { name }] of [
    [one, other],
    [other, one],
  ] as const)
    await person.page.getByText(`You are linked with ${name}, with nobody in between.`).waitFor()
}
