/**
 * Small things that this browser keeps for its owner: choices, and what is being written. Where it may keep nothing (its
 * owner forbids it, its room is used up, a text is larger than all the room), they last as long as the page.
 */
const unkept = new Map<string, string | null>()

/** Null where nothing was noted. */
export function noted(name: string): string | null {
  const here = unkept.get(name)
  if (here !== undefined) return here
  try {
    return localStorage.getItem(name)
  } catch {
    return null
  }
}

/** The names of all that was noted and begins so. */
export function notedNames(start: string): string[] {
  const names = new Set(unkept.keys())
  try {
    for (let at = 0; at < localStorage.length; at += 1) names.add(localStorage.key(at) ?? '')
  } catch {
    // The browser keeps nothing.
  }
  return [...names].filter((name) => name.startsWith(start) && noted(name) !== null)
}

export function note(name: string, text: string): void {
  write(name, text, () => localStorage.setItem(name, text))
}

export function forget(name: string): void {
  write(name, null, () => localStorage.removeItem(name))
}

function write(name: string, text: string | null, keep: () => void): void {
  try {
    keep()
    unkept.delete(name)
  } catch {
    unkept.set(name, text)
  }
}
