/** A binary heap that gives the greatest key first; equal keys in any order. */
export class MaxHeap<T> {
  readonly #items: { readonly key: number; readonly value: T }[] = []

  push(key: number, value: T): void {
    const items = this.#items
    const item = { key, value }
    let index = items.length
    items.push(item)
    while (index > 0) {
      const parentIndex = (index - 1) >> 1
      const parent = items[parentIndex]
      if (parent === undefined || parent.key >= key) break
      items[index] = parent
      index = parentIndex
    }
    items[index] = item
  }

  pop(): { readonly key: number; readonly value: T } | null {
    const items = this.#items
    const top = items[0]
    const last = items.pop()
    if (top === undefined || last === undefined) return null
    if (items.length === 0) return top
    let index = 0
    for (;;) {
      let childIndex = index * 2 + 1
      const left = items[childIndex]
      if (left === undefined) break
      const right = items[childIndex + 1]
      if (right !== undefined && right.key > left.key) childIndex += 1
      const child = items[childIndex]
      if (child === undefined || child.key <= last.key) break
      items[index] = child
      index = childIndex
    }
    items[index] = last
    return top
  }
}
