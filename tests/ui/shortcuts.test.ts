import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { isCommand, setOneSignKeys } from '../../src/ui/state/one-sign-keys'
import { Presses, SECOND_KEY_MS, type Press } from '../../src/ui/shortcuts/presses'
import { SHORTCUTS } from '../../src/ui/shortcuts/table'

function pressed(key: string, more: Partial<Press> = {}): Press {
  return { key, code: '', shiftKey: false, repeat: false, timeStamp: 0, ...more }
}

/** What these keys ask for, pressed one after the other. */
function asked(...keys: readonly (string | Press)[]): unknown[] {
  const presses = new Presses()
  return keys.map((key) => presses.read(typeof key === 'string' ? pressed(key) : key))
}

describe('keys of one sign', () => {
  it('[U23] ask for what the table says, each for one thing', () => {
    const all = SHORTCUTS.flatMap(({ keys }) => keys.map((these) => these.join(' ')))
    expect(new Set(all).size).toBe(all.length)
    for (const { act, keys } of SHORTCUTS) for (const these of keys) expect(asked(...these).at(-1)).toBe(act)
    expect(asked('x', 'Tab', 'ArrowDown', ' ')).toEqual([null, null, null, null])
  })

  it('[U23] lead to a view when g comes first, and otherwise do what they do alone', () => {
    expect(asked('g', 's', 's')).toEqual([null, 'stream', 'share'])
    expect(asked('g', 'j', 'j')).toEqual([null, null, 'next'])
    expect(asked('g', pressed('s', { timeStamp: SECOND_KEY_MS + 1 }))).toEqual([null, 'share'])
    expect(asked('g', pressed('Shift', { shiftKey: true }), 'n')).toEqual([null, null, 'notifications'])
  })

  it('[U23] go along the posts while they are held, and do nothing else again', () => {
    const held = { repeat: true }
    expect(asked('j', pressed('j', held))).toEqual(['next', 'next'])
    expect(asked('l', pressed('l', held))).toEqual(['like', null])
    expect(asked('g', pressed('g', held), 's')).toEqual([null, null, 'share'])
  })

  it('[U23] are those in the same place for who types other letters, and no letter with Shift', () => {
    expect(asked(pressed('ت', { code: 'KeyJ' }))).toEqual(['next'])
    expect(asked(pressed('д', { code: 'KeyL' }))).toEqual(['like'])
    // Dvorak has its j elsewhere: where it says j.
    expect(asked(pressed('j', { code: 'KeyC' }))).toEqual(['next'])
    // Caps Lock.
    expect(asked('J')).toEqual(['next'])
    expect(asked(pressed('J', { shiftKey: true }), pressed('?', { shiftKey: true }))).toEqual([null, 'help'])
    expect(asked(pressed('؟', { shiftKey: true }))).toEqual(['help'])
  })
})

describe('a press', () => {
  class Place {
    readonly isField: boolean
    constructor(isField: boolean) {
      this.isField = isField
    }
    closest = (): this | null => (this.isField ? this : null)
  }
  let dialog: object | null = null
  const press = (more: object = {}): boolean => {
    const target = new Place(false)
    const none = {
      ctrlKey: false,
      metaKey: false,
      altKey: false,
      isComposing: false,
      defaultPrevented: false,
    }
    return isCommand({ ...none, target, ...more } as unknown as KeyboardEvent)
  }

  beforeEach(() => {
    dialog = null
    vi.stubGlobal('Element', Place)
    vi.stubGlobal('document', { querySelector: () => dialog })
  })
  afterEach(() => {
    setOneSignKeys(true)
    vi.unstubAllGlobals()
  })

  it('[U23] is no command with another key, while a letter is put together, where something is typed, or in a dialog', () => {
    expect(press()).toBe(true)
    for (const more of [{ ctrlKey: true }, { metaKey: true }, { altKey: true }, { isComposing: true }])
      expect(press(more)).toBe(false)
    expect(press({ defaultPrevented: true })).toBe(false)
    expect(press({ target: new Place(true) })).toBe(false)
    dialog = {}
    expect(press()).toBe(false)
  })

  it('[U23] is no command once keys of one sign are turned off', () => {
    setOneSignKeys(false)
    expect(press()).toBe(false)
    setOneSignKeys(true)
    expect(press()).toBe(true)
  })
})
