/** Alice founds a network of her own, with her page as its only witness, beside the one in which she is: at one host. */
import { copyFile, cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { buildSite, DIST, networkWith } from '../../tools/site'
import { opening } from './harness/opening'
import { until } from './harness/people'
import { startSite } from './harness/site'
import { hasAmp, sendAmp } from './harness/wallet'

/** A page that has just begun reads the ledger first. */
const FINAL_WITHIN_MS = 90_000

const { site, alice, bob } = await opening(startNeighbours(), 'Alice', 'Bob')
const { page } = alice

/** Two copies of the page at one host; the first is a network without AMP. */
async function startNeighbours() {
  await buildSite()
  const folder = await mkdtemp(join(tmpdir(), 'synereo-founding-'))
  for (const name of ['lakes', 'honey']) await cp(DIST, join(folder, name), { recursive: true })
  const host = await startSite('/', folder)
  const network = { ...(await networkWith([host.relay])), starter: null }
  await writeFile(join(folder, 'lakes/network.json'), JSON.stringify(network))
  return {
    ...host,
    url: `${host.url}lakes/`,
    honey: `${host.url}honey/`,
    networkOfHoney: join(folder, 'honey/network.json'),
    async stop() {
      await host.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const field = (name: string) => page.getByRole('textbox', { name })
const make = () => page.getByRole('button', { name: 'Make the file' }).click()
let words = ''

describe('a network that is founded in the app', () => {
  it('[FN2] says at the field what is wrong with it, and keeps what was typed, also when she looks at another view', async () => {
    await page.goto(site.url)
    await page.getByRole('button', { name: 'Start' }).click()
    await field('Your name').fill('Alice')
    await page.getByRole('button', { name: 'Continue' }).click()
    const shown = page.getByRole('main').getByRole('listitem')
    await shown.nth(11).waitFor()
    words = (await shown.allTextContents()).join(' ')
    await page.getByRole('button', { name: 'Later' }).click()
    await alice.ready()
    await alice.goTo('Settings')
    await page.getByRole('link', { name: 'Found a network of your own' }).click()

    await field('Of it for you').fill('600')
    await make()
    await page.getByRole('alert').getByText('Give the network a name.').waitFor()
    expect(await field('Name of the network').evaluate((one) => one === document.activeElement)).toBe(true)
    await field('Name of the network').fill('Honey')
    await field('Codes of the other witnesses').fill('z6Mknobody')
    await make()
    await page.getByRole('alert').getByText('z6Mknobody').waitFor()
    await field('Codes of the other witnesses').fill('')
    await field('How much there is in all').fill('500')
    await make()
    await page.getByRole('alert').getByText('More is given to people than there is in all.').waitFor()
    await alice.goTo('Stream')
    await page.goBack()
    expect(await field('Name of the network').inputValue()).toBe('Honey')
    expect(await field('Of it for you').inputValue()).toBe('600')
  })

  it('[FN1] is a network.json, with its id and who begins with how much', async () => {
    await field('How much there is in all').fill('1000')
    await make()
    await page.getByText('It has 1 witness').waitFor()
    const begins = page.getByRole('list', { name: 'Who begins with how much' }).getByRole('listitem')
    expect(await begins.allTextContents()).toEqual([
      expect.stringMatching(/^you\s*600 AMP$/),
      expect.stringMatching(/^The witness z6Mk.*400 AMP$/),
    ])
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save network.json' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('network.json')
    await copyFile(await download.path(), site.networkOfHoney)
  })

  it('[FN3] [FN4] beside another copy of the page is that network, where she has her AMP and is its witness', async () => {
    const id = await page.locator('[data-founded]').textContent()
    await page.goto(site.honey)
    await page.getByRole('button', { name: 'I have 12 words' }).click()
    await field('Your 12 words').fill(words)
    await page.getByRole('button', { name: 'Recover' }).click()
    await page.getByRole('button', { name: 'Be a witness here' }).click()
    await alice.ready()
    await until('the title says where she is', async () => (await page.title()).endsWith('· Honey'))
    await alice.goTo('Settings')
    const networks = page.getByRole('region', { name: 'Networks' })
    await networks.getByText('This is the network “Honey”.').waitFor()
    await networks.getByText(id ?? 'no id').waitFor()
    await alice.goTo('Wallet')
    await page.getByRole('region', { name: 'You are a witness' }).waitFor()
    await hasAmp(alice, '600', FINAL_WITHIN_MS)
  })

  it('[FN4] makes a payment final with her page alone', async () => {
    await bob.begin(await alice.inviteLink())
    await bob.follow()
    await alice.goTo('Wallet')
    await page.getByRole('list', { name: 'People I follow' }).getByText('Bob').waitFor()
    await sendAmp(alice, 'Bob', '10')
    await hasAmp(alice, '590', FINAL_WITHIN_MS)
    await bob.goTo('Wallet')
    await hasAmp(bob, '10', FINAL_WITHIN_MS)
    await page.locator('[data-votes]:not([data-votes="0"])').waitFor()
  })

  it('[FN4] nothing went wrong', () => {
    expect([...alice.faults, ...bob.faults]).toEqual([])
  })
})
