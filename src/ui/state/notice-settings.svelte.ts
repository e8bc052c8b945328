/** Whether the owner wants notifications of the system, and of what. Kept in this browser, the same in all its tabs. */
import { note, noted } from './notes'

export type NoticeKind = 'words' | 'letters' | 'money'

interface Kept {
  readonly isOn: boolean
  /** What the owner does not want to be told of. */
  readonly off: readonly NoticeKind[]
  /** Also the words of letters, which whoever sees the screen may read. */
  readonly showsLetters: boolean
}

const KEY = 'synereo-system-notices'
const NOTHING: Kept = { isOn: false, off: [], showsLetters: false }

class NoticeSettings {
  #kept = $state.raw<Kept>(read(noted(KEY)))
  /** Who tells of things begins from what is there when they are turned on. */
  whenTurned: () => void = () => undefined

  constructor() {
    // Another tab has changed them.
    addEventListener('storage', ({ key, newValue }) => {
      if (key === KEY) {
        this.#kept = read(newValue)
        this.whenTurned()
      }
    })
  }

  get isOn(): boolean {
    return this.#kept.isOn
  }

  get showsLetters(): boolean {
    return this.#kept.showsLetters
  }

  wants(kind: NoticeKind): boolean {
    return this.#kept.isOn && !this.#kept.off.includes(kind)
  }

  turn(isOn: boolean): void {
    this.#keep({ ...this.#kept, isOn })
    this.whenTurned()
  }

  choose(kind: NoticeKind, isWanted: boolean): void {
    const others = this.#kept.off.filter((other) => other !== kind)
    this.#keep({ ...this.#kept, off: isWanted ? others : [...others, kind] })
  }

  showLetters(showsLetters: boolean): void {
    this.#keep({ ...this.#kept, showsLetters })
  }

  #keep(kept: Kept): void {
    this.#kept = kept
    note(KEY, JSON.stringify(kept))
  }
}

/** One for the page: what is chosen in a view holds at once for what is told. */
export const noticeSettings = new NoticeSettings()

/** Our own writing; what somebody has written there by hand counts as far as it has the form. */
function read(text: string | null): Kept {
  try {
    const { isOn, off, showsLetters } = JSON.parse(text ?? '{}') as Record<string, unknown>
    const kinds = Array.isArray(off) ? (off as unknown[]) : []
    return {
      isOn: isOn === true,
      off: (['words', 'letters', 'money'] as const).filter((kind) => kinds.includes(kind)),
      showsLetters: showsLetters === true,
    }
  } catch {
    return NOTHING
  }
}
