import { beforeAll, describe, expect, it } from 'vitest'
import { opening } from './harness/opening'
import type { Person } from './harness/people'
import { until } from './harness/people'
import { startSite } from './harness/site'

declare global {
  /** The question upon which a worker ends. */
  var endsWorkerAt: string | undefined
}

const { site, alice, bob } = await opening(startSite(), 'Alice', 'Bob')

beforeAll(async () => {
  await bob.page.addInitScript(() => {
    globalThis.Worker = class extends Worker {
      override postMessage(message: unknown, more?: Transferable[] | StructuredSerializeOptions): void {
        super.postMessage(message, more as StructuredSerializeOptions)
        const [question] = (message as { readonly path?: readonly string[] }).path ?? []
        if (question === undefined || question !== globalThis.endsWorkerAt) return
        globalThis.endsWorkerAt = undefined
        this.terminate()
      }
    }
  })
  await alice.begin()
  await bob.begin(await alice.inviteLink())
  await bob.follow()
  for (const text of ['one', 'two', 'three']) await alice.post(text)
  await bob.goTo('Stream')
  await bob.article('three').waitFor()
})

async function order(person: Person): Promise<string[]> {
  return person.page.getByRole('article').locator('p[dir=auto]').allInnerTexts()
}

describe('the attention worker', () => {
  it('[A13] may run its loops in WebAssembly where the host sends the policy of the page with every file', async () => {
    const { headers } = await fetch(site.url)
    expect(headers.get('content-security-policy')).toContain('script-src')
    const [worker] = alice.page.workers()
    const isAllowed = await worker?.evaluate(() =>
      WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(
        () => true,
        () => false,
      ),
    )
    expect(isAllowed).toBe(true)
  })

  it('[A18] killed, is replaced: the Stream stays meanwhile, and is ranked on in the same order', async () => {
    await until('all three are shown', async () => (await order(bob)).length === 3)
    const before = await order(bob)
    const [killed] = bob.page.workers()
    // When it is asked next it ends with the answer due, as when it runs out of memory: no event tells the page.
    await bob.page.evaluate(() => (globalThis.endsWorkerAt = 'evaluate'))
    await until('there is another worker', async () => {
      const [running] = bob.page.workers()
      return running !== undefined && running !== killed
    })
    expect(await order(bob)).toEqual(before)
    // The new one ranks: a charge goes on leaking, and what is new arrives in its place.
    const charge = await bob.charge('one')
    await until('the model was evaluated again', async () => (await bob.charge('one')) !== charge)
    expect(await order(bob)).toEqual(before)
    await alice.post('four')
    await bob.article('four').waitFor()
  })

  it('[A18] killed while it explains, is asked again', async () => {
    await bob.page.evaluate(() => (globalThis.endsWorkerAt = 'explain'))
    await bob.article('four').getByRole('button', { name: 'Why here' }).click()
    const why = bob.page.getByRole('dialog', { name: 'Why here' })
    await why.getByText('You attend Alice.').waitFor()
    expect(await bob.page.evaluate(() => globalThis.endsWorkerAt)).toBeUndefined()
    expect([...alice.faults, ...bob.faults]).toEqual([])
  })
})
