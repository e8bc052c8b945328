import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { forget, note, noted } from '../../src/ui/state/notes'

/** A browser's own store with room for so many characters, as browsers have for five millions. */
function storeWithRoom(chars: number): Pick<Storage, 'getItem' | 'setItem' | 'removeItem'> {
  const kept = new Map<string, string>()
  return {
    getItem: (name) => kept.get(name) ?? null,
    setItem: (name, text) => {
      if (text.length > chars) throw new DOMException('no room', 'QuotaExceededError')
      kept.set(name, text)
    },
    removeItem: (name) => void kept.delete(name),
  }
}

const name = 'draft'

describe('what the page notes for its owner', () => {
  beforeEach(() => vi.stubGlobal('localStorage', storeWithRoom(10)))
  afterEach(() => {
    forget(name)
    vi.unstubAllGlobals()
  })

  it('[U11] is kept by the browser until it is forgotten', () => {
    note(name, 'swifts')
    expect([noted(name), localStorage.getItem(name)]).toEqual(['swifts', 'swifts'])
    forget(name)
    expect([noted(name), localStorage.getItem(name)]).toEqual([null, null])
  })

  it('[U11] lasts as long as the page where there is no room for it, and is kept again as soon as there is', () => {
    note(name, 'swifts')
    note(name, 'swifts over the harbour')
    expect(noted(name)).toBe('swifts over the harbour')
    note(name, 'swallows')
    expect([noted(name), localStorage.getItem(name)]).toEqual(['swallows', 'swallows'])
  })

  it('[U11] lasts as long as the page where the browser keeps nothing', () => {
    vi.stubGlobal('localStorage', undefined)
    expect(noted(name)).toBeNull()
    note(name, 'swifts')
    expect(noted(name)).toBe('swifts')
    forget(name)
    expect(noted(name)).toBeNull()
  })
})
