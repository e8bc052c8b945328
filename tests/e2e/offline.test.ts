import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashOfBuild, keptFiles, type KeptFile } from '../../tools/offline-build'
import { buildSite, DIST } from '../../tools/site'
import { verifySite } from '../../tools/verify'
import { opening } from './harness/opening'
import { Person } from './harness/people'
import { startSite } from './harness/site'

await buildSite()
const folder = await mkdtemp(join(tmpdir(), 'synereo-host-'))
await cp(DIST, folder, { recursive: true })
const { site, alice, bob } = await opening(startSite('/some/path/', folder), 'Alice', 'Bob')

beforeAll(async () => {
  await alice.begin()
  await bob.begin(await alice.inviteLink())
  await bob.follow()
  await alice.post('written while the host was there')
  await bob.goTo('Stream')
  await bob.article('written while the host was there').waitFor()
  await Promise.all([keptHere(alice), keptHere(bob)])
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** The build is in the browser: the service worker has done its first work. */
async function keptHere({ page }: Person): Promise<void> {
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined))
}

/** The host gets another build, told apart by its description. */
async function putNewBuild(): Promise<void> {
  const page = async (): Promise<KeptFile> => {
    const found = (await keptFiles(folder)).find(({ url }) => url === 'index.html')
    if (found === undefined) throw new Error('the build has no page')
    return found
  }
  const former = await page()
  const html = await readFile(join(folder, 'index.html'), 'utf8')
  await writeFile(join(folder, 'index.html'), html.replace(/A social network without/, 'Build two: without'))
  const script = await readFile(join(folder, 'offline.js'), 'utf8')
  const now = await page()
  expect(script).toContain(former.integrity)
  const next = script
    .replace(former.revision ?? '', now.revision ?? '')
    .replace(former.integrity, now.integrity)
  await writeFile(join(folder, 'offline.js'), next)
}

const described = ({ page }: Person): Promise<string | null> =>
  page.locator('meta[name=description]').getAttribute('content')

describe('the installed page', () => {
  it('[PW1] is one that a browser offers to install, with its own icons, at any path', async () => {
    const session = await alice.context.newCDPSession(alice.page)
    const { errors, url } = await session.send('Page.getAppManifest')
    expect(errors).toEqual([])
    expect(url).toBe(`${site.url}manifest.webmanifest`)
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors')
    expect(installabilityErrors.map(({ errorId }) => errorId)).toEqual(['in-incognito'])
  })

  it('[PW4] says the hash of what this browser opens, which is that of the build; the host serves just that', async () => {
    await alice.goTo('Settings')
    await alice.page.getByRole('button', { name: 'Show the hash of its files' }).click()
    const shown = alice.page.getByText('All files that this browser keeps and opens').locator('code')
    expect((await shown.innerText()).replaceAll(' ', '')).toBe(hashOfBuild(await keptFiles(DIST)))
    expect(await verifySite(site.url, DIST)).toEqual([])
  })

  it('[PW5] a build of which the host serves a file otherwise is not taken, and verify names the file', async () => {
    const [before, script] = await Promise.all(
      ['index.html', 'offline.js'].map((name) => readFile(join(folder, name), 'utf8')),
    )
    await putNewBuild()
    const html = await readFile(join(folder, 'index.html'), 'utf8')
    await writeFile(join(folder, 'index.html'), html.replace('Build two', 'Build bad'))
    const outcome = await alice.page.evaluate(async () => {
      const registration = await navigator.serviceWorker.ready
      const coming = new Promise<ServiceWorker>((resolve) =>
        registration.addEventListener('updatefound', () => {
          if (registration.installing !== null) resolve(registration.installing)
        }),
      )
      void registration.update().catch(() => undefined)
      const next = await coming
      return new Promise((resolve) => next.addEventListener('statechange', () => resolve(next.state)))
    })
    expect(outcome).toBe('redundant')
    await alice.page.reload()
    expect(await described(alice)).toMatch(/^A social network/)
    expect(await verifySite(site.url, DIST)).toEqual([
      'index.html: other content',
      'offline.js: other content',
    ])
    await writeFile(join(folder, 'index.html'), before ?? '')
    await writeFile(join(folder, 'offline.js'), script ?? '')
  })

  it('[PW2] a newer build waits until the owner agrees, and then the page loads anew with it', async () => {
    await putNewBuild()
    await alice.page.reload()
    const notice = alice.page.getByRole('status').filter({ hasText: 'A new version is here.' })
    await notice.waitFor()
    expect(await described(alice)).toMatch(/^A social network/)
    await notice.getByRole('button', { name: 'Later' }).click()
    await notice.waitFor({ state: 'detached' })
    await alice.page.reload()
    await notice.waitFor()
    expect(await described(alice)).toMatch(/^A social network/)
    await Promise.all([
      alice.page.waitForEvent('load'),
      notice.getByRole('button', { name: 'Use it now' }).click(),
    ])
    expect(await described(alice)).toMatch(/^Build two/)
    await alice.ready()
    expect(alice.faults).toEqual([])
  })

  it('[PW3] without its host it shows the Stream and takes a post, which arrives when alice is back', async () => {
    await Promise.all([alice.page.close(), bob.page.close()])
    await site.stopHost()
    const bobLater = new Person(bob.context, await bob.context.newPage(), site, 'Bob')
    await bobLater.page.goto(site.url)
    await bobLater.article('written while the host was there').waitFor()
    await bobLater.post('written without the host')
    const aliceLater = new Person(alice.context, await alice.context.newPage(), site, 'Alice')
    await aliceLater.page.goto(site.url)
    await aliceLater.article('written without the host').waitFor()
    // Chromium itself says when a request finds no host; no page can keep it from that.
    const faults = [...bobLater.faults, ...aliceLater.faults]
    expect(faults.filter((fault) => !fault.includes('ERR_CONNECTION_REFUSED'))).toEqual([])
  })
})
