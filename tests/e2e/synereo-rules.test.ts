/** Rules of a community, from who writes them to who holds to them and folds by the labels that they advise. */
import { beforeAll, describe, expect, it } from 'vitest'
import { violations } from './harness/axe'
import { opening } from './harness/opening'
import type { Person } from './harness/people'
import { keepShot } from './harness/shots'
import { startSite } from './harness/site'

const { site, alice, bob, charlie } = await opening(startSite(), 'Alice', 'Bob', 'Charlie')

beforeAll(async () => {
  await alice.begin()
  for (const person of [bob, charlie]) {
    await person.begin(await alice.inviteLink())
    await person.follow()
    await alice.page.getByText(`${person.name} came by your invite`).waitFor()
  }
})

async function openSynereo(person: Person): Promise<void> {
  await person.page.goto(`${site.url}#/tag/garden`)
  await person.page.getByRole('heading', { name: '#garden' }).waitFor()
}

async function openRules(person: Person): Promise<void> {
  const details = rulesOf(person).locator('details').first()
  if ((await details.getAttribute('open')) === null) await details.locator('summary').click()
}

async function join(person: Person): Promise<void> {
  await openSynereo(person)
  await person.page.getByRole('button', { name: 'Join', exact: true }).click()
  await person.page.getByRole('button', { name: 'Leave', exact: true }).waitFor()
}

const rulesOf = ({ page }: Person) => page.getByRole('region', { name: 'Rules' })

async function looksRight(person: Person, name: string): Promise<void> {
  await keepShot(person.page, `rules-${name}`)
  expect(await violations(person.page), name).toEqual([])
}

describe('the rules of a synereo', () => {
  it('[E60] alice, a member, writes some and advises her own labels', async () => {
    await openSynereo(alice)
    await openRules(alice)
    await rulesOf(alice).getByText('Nobody whom you follow holds rules for it here.').waitFor()
    expect(await rulesOf(alice).getByRole('button', { name: 'Write rules' }).count()).toBe(0)
    await join(alice)
    await openRules(alice)
    await looksRight(alice, 'none')
    await rulesOf(alice).getByRole('button', { name: 'Write rules' }).click()
    const dialog = alice.page.getByRole('dialog', { name: 'Rules for #garden' })
    const send = dialog.getByRole('button', { name: 'Hold to these rules' })
    expect(await send.isDisabled()).toBe(true)
    await dialog.getByRole('textbox', { name: 'The rules' }).fill('Name the plant.\nNo adverts for #seeds.')
    await dialog.getByRole('checkbox', { name: /Alice/ }).check()
    await looksRight(alice, 'dialog')
    await send.click()
    await dialog.waitFor({ state: 'detached' })
    await rulesOf(alice).getByText('No adverts for').waitFor()
    await looksRight(alice, 'own')
  })

  it('[E60] bob, who follows her, sees them and holds to them too', async () => {
    await openSynereo(bob)
    await rulesOf(bob).getByText('Name the plant.').waitFor()
    expect(await rulesOf(bob).getByRole('button', { name: 'Hold to them too' }).count()).toBe(0)
    await join(bob)
    await openRules(bob)
    await rulesOf(bob).getByRole('button', { name: 'Hold to them too' }).click()
    await rulesOf(bob).getByRole('article').getByText('you', { exact: true }).waitFor()
    await rulesOf(bob).getByRole('button', { name: 'Change mine' }).waitFor()
    await rulesOf(alice).getByRole('article').getByRole('link', { name: 'Bob' }).waitFor()
  })

  it('[E60] her labels fold posts under the tag for him once he wants that, and no other posts', async () => {
    await charlie.post('Buy my seeds! #garden')
    await charlie.post('Buy my boots!')
    for (const text of ['Buy my seeds!', 'Buy my boots!']) {
      await alice.goTo('Latest')
      await alice.article(text).getByRole('button', { name: 'More' }).click()
      await alice.article(text).getByRole('button', { name: 'Label' }).click()
      const label = alice.page.getByRole('dialog', { name: 'Label' })
      await label.getByRole('textbox', { name: 'Reason' }).fill('An advert.')
      await label.getByRole('button', { name: 'Label', exact: true }).click()
      await label.waitFor({ state: 'detached' })
    }
    await bob.goTo('Stream')
    await bob.article('Buy my boots!').waitFor()
    await bob.article('Buy my seeds!').waitFor()
    await openSynereo(bob)
    await openRules(bob)
    await rulesOf(bob).getByRole('button', { name: 'Fold by these labels' }).click()
    await rulesOf(bob).getByText('Posts with this tag are folded here').waitFor()
    await looksRight(bob, 'folding')
    const folded = bob.page.getByRole('article', { name: 'Post by Charlie' })
    await folded.getByText('Folded, since it is labelled.').waitFor()
    await folded.getByText('An advert.').waitFor()
    await folded.getByRole('link', { name: 'Write to Alice about it' }).waitFor()
    await bob.goTo('Stream')
    await bob.article('Buy my boots!').waitFor()
    expect(await bob.article('Buy my seeds!').count()).toBe(0)
  })

  it('[E60] until he wants it no more, and what he holds to he takes back', async () => {
    await openSynereo(bob)
    await openRules(bob)
    await rulesOf(bob).getByRole('button', { name: 'No longer fold by their labels' }).click()
    await bob.article('Buy my seeds!').waitFor()
    await rulesOf(bob).getByRole('button', { name: 'Hold to mine no more' }).click()
    await rulesOf(bob).getByRole('button', { name: 'Hold to them too' }).waitFor()
    await rulesOf(alice)
      .getByRole('article')
      .getByRole('link', { name: 'Bob' })
      .waitFor({ state: 'detached' })
    expect([alice, bob, charlie].flatMap(({ faults }) => faults)).toEqual([])
  })
})
