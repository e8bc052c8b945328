/** The worker's end of a report (reading.ts). */
import type { AttentionFeed } from './feed'
import { PERSON_COLUMNS, POST_COLUMNS, type Report, type Wanted } from './reading'

/** As many people as anybody's logs are asked for (src/app/interest.ts takes no more). */
export const NEAREST = 1_000

/** Remembers which names have crossed. */
export class Reporter {
  readonly #numbers = new Map<string, number>()

  report(feed: AttentionFeed, wanted: Wanted): Report {
    const names: string[] = []
    const numberOf = (name: string): number => {
      const known = this.#numbers.get(name)
      if (known !== undefined) return known
      names.push(name)
      this.#numbers.set(name, this.#numbers.size)
      return this.#numbers.size - 1
    }
    const stream = feed.stream()
    const posts = [...new Set([...stream, ...wanted.posts])].flatMap((id) => feed.numbers(id) ?? [])
    const postNumbers = new Float64Array(posts.length * POST_COLUMNS)
    for (const [row, { charge, capacity, transmission, arriving, current }] of posts.entries())
      postNumbers.set([charge, capacity, transmission, arriving, current], row * POST_COLUMNS)
    const people = [...new Set(wanted.people)]
    const received = people.length === 0 ? null : feed.attentionReceived()
    const personNumbers = new Float64Array(people.length * PERSON_COLUMNS)
    for (const [row, name] of people.entries())
      personNumbers.set([feed.reo(name), received?.(name) ?? 0], row * PERSON_COLUMNS)
    const nearest = feed.nearest(NEAREST)
    const links = [...new Set(wanted.links)]
    return {
      now: feed.kernel.now,
      stream: Int32Array.from(stream, numberOf),
      posts: Int32Array.from(posts, ({ id }) => numberOf(id)),
      postNumbers,
      people: Int32Array.from(people, numberOf),
      personNumbers,
      nearest: Int32Array.from(nearest, numberOf),
      transmission: Float64Array.from(nearest, (name) => feed.transmission(name)),
      links: Int32Array.from(links, numberOf),
      outward: Float64Array.from(links, (name) => feed.transmits(name)),
      names,
    }
  }
}

/** What of a report is moved and not copied. */
export function buffersOf({
  stream,
  posts,
  postNumbers,
  people,
  personNumbers,
  nearest,
  transmission,
  links,
  outward,
}: Report): ArrayBuffer[] {
  return [stream, posts, postNumbers, people, personNumbers, nearest, transmission, links, outward].map(
    ({ buffer }) => buffer,
  )
}
