import 'fake-indexeddb/auto'
import { expect, it } from 'vitest'
import type { LedgerId } from '../../src/amp/types'
import { AmpStore } from '../../src/storage/amp-store'

it('[AM29] [AM56] a page that was a witness remembers that it has forgotten, and which epoch is over for it', async () => {
  const opened = (): Promise<AmpStore> => AmpStore.open('forgotten' as LedgerId, () => undefined)
  const first = await opened()
  expect((await first.witnessMemory()).hasForgotten).toBe(false)
  expect((await first.witnessMemory()).frozenEpoch).toBe(-1)
  await first.keepForgotten()
  await first.keepFrozen(0)
  first.close()
  const again = await opened()
  expect(await again.witnessMemory()).toMatchObject({ hasForgotten: true, frozenEpoch: 0 })
  again.close()
})
