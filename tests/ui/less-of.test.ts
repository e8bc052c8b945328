import { describe, expect, it } from 'vitest'
import { NO_TASTE, withChange, type TasteChange } from '../../src/app/taste'
import { canBeLess, lessOf, lowered } from '../../src/ui/state/less-of'
import type { ToastAction } from '../../src/ui/state/toasts.svelte'
import { testPerson } from '../helpers/test-person'

const { id: bob } = await testPerson('bob')

/** Alice's taste, and what she was told last. */
function alice() {
  let taste = NO_TASTE
  let action: ToastAction | null = null
  return {
    app: {
      setTaste: (change: TasteChange) => {
        taste = withChange(taste, change)
        return Promise.resolve()
      },
    },
    dialOf: () => taste.people[bob] ?? 1,
    nameOf: () => 'Bob',
    toast: (_text: string, undo: ToastAction | null = null) => {
      action = undo
    },
    undo: () => action?.run(),
  }
}

describe('less like this', () => {
  it('[TA9] halves the dial of the author, and gives it back by Undo', async () => {
    const ui = alice()
    await lessOf(ui, bob)
    expect(ui.dialOf()).toBe(0.5)
    ui.undo()
    expect(ui.dialOf()).toBe(1)
  })

  it('[TA9] ends at the least step of the dial, and mutes nobody', () => {
    expect([4, 1.75, 1, 0.75, 0.5].map(lowered)).toEqual([2, 0.75, 0.5, 0.25, 0.25])
    expect([1, 0.5, 0.25, 0].map(canBeLess)).toEqual([true, true, false, false])
  })
})
