import 'fake-indexeddb/auto'
import { expect, it } from 'vitest'
import type { LedgerId } from '../../src/amp/types'
import { AmpStore } from '../../src/storage/amp-store'

it('[AM29] a page that was a witness remembers that it has forgotten', async () => {
  const opened = (): Promise<AmpStore> => AmpStore.open('forgotten' as LedgerId, () => undefined)
  const first = await opened()
  expect((await first.witnessMemory()).hasForgotten).toBe(false)
  await first.keepForgotten()
  first.close()
  const again = await opened()
  expect((await again.witnessMemory()).hasForgotten).toBe(true)
  again.close()
})
