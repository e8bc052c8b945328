import { describe, expect, it } from 'vitest'
import { FocusHeir } from '../../src/ui/focus-heir'

/** As much of an element as is asked of it. */
function element(tabIndex: number) {
  const fake = { tabIndex, focused: 0, focus: () => void (fake.focused += 1) }
  return { fake, asElement: fake as unknown as HTMLElement }
}

describe('the focus', () => {
  it('[U9] goes to what appears after a press, once, and never by itself', () => {
    const heir = new FocusHeir()
    const [before, after, later] = [element(-1), element(-1), element(0)]
    heir.take(before.asElement)
    heir.expect()
    heir.take(after.asElement)
    heir.take(later.asElement)
    expect([before, after, later].map(({ fake }) => fake.focused)).toEqual([0, 1, 0])
  })
})
