/** Tries every order of events of a small model, and says of the first state in which something is that must not be. */

export interface Exploration {
  readonly states: number
  /** The first state found that must not be, or null. */
  readonly violation: string | null
}

export interface ExploredModel<S> {
  readonly first: S
  /** All that may come next. */
  successors(state: S): Iterable<S>
  /** One for all states that differ in nothing that matters. */
  keyOf(state: S): string | number
  isWrong(state: S): boolean
  /** For whoever reads of a violation; by default the key. */
  describe?(state: S): string
}

/** Depth first: the whole of it is looked at in any case, and little waits at a time. */
export function explore<S>(model: ExploredModel<S>): Exploration {
  const visited = new Set([model.keyOf(model.first)])
  const open = [model.first]
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    if (model.isWrong(state))
      return { states: visited.size, violation: model.describe?.(state) ?? String(model.keyOf(state)) }
    for (const next of model.successors(state)) {
      const key = model.keyOf(next)
      if (visited.has(key)) continue
      visited.add(key)
      open.push(next)
    }
  }
  return { states: visited.size, violation: null }
}
