/** A tab that follows asks the one that leads, and something goes wrong there. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Acts } from '../../src/app/acts'
import { follow, serveActs } from '../../src/app/follower'
import { Tabs } from '../../src/app/tabs'

const FULL = new DOMException('no room', 'QuotaExceededError')
const open: Tabs[] = []

/** What the console of the tab that leads shows. */
const reported: unknown[] = []

beforeEach(() => {
  vi.stubGlobal('reportError', (error: unknown) => reported.push(error))
})
afterEach(() => {
  vi.unstubAllGlobals()
  reported.length = 0
  for (const tabs of open.splice(0)) tabs.close()
})

/** Another tab, beside one that leads with `acts`. */
function following(acts: Partial<Acts>): Acts {
  const [leading, other] = ['leads', 'follows'].map(() => new Tabs('synereo-test', () => undefined))
  if (leading === undefined || other === undefined) throw new Error('expected two tabs')
  open.push(leading, other)
  leading.serve(serveActs(acts as Acts))
  return follow(other)
}

it('[PA6] what fails in the tab that leads is answered at once, and shown there', async () => {
  const acts = following({ pairWith: () => Promise.reject(FULL), image: () => Promise.reject(FULL) })
  expect(await acts.pairWith('code')).toEqual({ ok: false, error: 'leader-away' })
  expect(await acts.image({} as Parameters<Acts['image']>[0])).toBeNull()
  expect(reported).toEqual([FULL, FULL])
})

it('[PA6] what has no word for how it went does not pass for done', async () => {
  const acts = following({ purge: () => Promise.reject(FULL) })
  await expect(acts.purge({} as Parameters<Acts['purge']>[0])).rejects.toThrow(/no room/)
})

it('[PA6] an answer that cannot be sent to another tab is one that failed', async () => {
  const acts = following({ offers: () => Promise.resolve((() => undefined) as never) })
  expect(await acts.offers({} as Parameters<Acts['offers']>[0])).toBeNull()
})

it('[AM139] a payment is not said to be cancelled where the tab that leads could not ask, or does not answer', async () => {
  const failing = following({ giveUpPayment: () => Promise.reject(FULL) })
  expect(await failing.giveUpPayment('rent')).toBe('away')
  vi.useFakeTimers()
  const asleep = following({ giveUpPayment: () => new Promise(() => undefined) }).giveUpPayment('rent')
  await vi.advanceTimersByTimeAsync(60_000)
  expect(await asleep).toBe('away')
  vi.useRealTimers()
})

it('[AM113] what was held is not said to be decided where the tab that leads does not take it up', async () => {
  const acts = following({ decideHeld: () => Promise.reject(FULL) })
  expect(await acts.decideHeld(true)).toBe(false)
})

it('[PA6] what could not even be asked is a fault of this tab, and not of the one that leads', async () => {
  const acts = following({ visit: () => Promise.resolve(), pairWith: () => Promise.reject(FULL) })
  const unsendable = (() => undefined) as never
  await expect(acts.visit(unsendable)).rejects.toThrow(/clone/)
  await expect(acts.pairWith(unsendable)).rejects.toThrow(/clone/)
})

it('[PA6] a tab that was closed has nobody whom it could ask, which is no fault', async () => {
  const acts = following({})
  for (const tabs of open) tabs.close()
  expect(await acts.image({} as Parameters<Acts['image']>[0])).toBeNull()
})
