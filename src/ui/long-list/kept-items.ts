/**
 * The drawn items of a long list, each the same object as long as it is the same item at the same place: with another
 * object all that its card says would be asked for again, in every card, whenever one more comes into sight. Pure.
 */
export interface KeptItem<T> {
  readonly key: string
  readonly content: T
  readonly index: number
}

export class KeptItems<T> {
  readonly #keyOf: (item: T) => string
  #kept: ReadonlyMap<string, KeptItem<T>> = new Map()

  constructor(keyOf: (item: T) => string) {
    this.#keyOf = keyOf
  }

  /** @param indexes of what is drawn; those beyond the end of the list are passed over */
  at(items: readonly T[], indexes: readonly number[]): KeptItem<T>[] {
    const drawn = indexes.flatMap((index) =>
      items.slice(index, index + 1).map((content): KeptItem<T> => {
        const key = this.#keyOf(content)
        const former = this.#kept.get(key)
        return former?.content === content && former.index === index ? former : { key, content, index }
      }),
    )
    this.#kept = new Map(drawn.map((item) => [item.key, item]))
    return drawn
  }
}
