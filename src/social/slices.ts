/** Of records handed to the model at a time: a few milliseconds of work on either side. */
const PART_RECORDS = 2_000

/** What is handed to the model in parts. */
export function* slices<T>(items: readonly T[]): Iterable<readonly T[]> {
  for (let from = 0; from < items.length; from += PART_RECORDS) yield items.slice(from, from + PART_RECORDS)
}
