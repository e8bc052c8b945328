/**
 * One evaluation on its way from the worker to the page. It is bounded however large the network is: the Stream as far
 * as it is ranked, the nearest people, and the numbers of what the page shows. Names cross once; everything else is
 * columns of numbers, which are moved and not copied (rule A16).
 */
import type { PostNumbers } from './types'

/** What the page wants the numbers of, besides the Stream: what is on its screen. */
export interface Wanted {
  readonly posts: readonly string[]
  readonly people: readonly string[]
  /** People at the other ends of direct links: what of a charge would cross from the viewer to them. */
  readonly links?: readonly string[]
}

export interface Report {
  readonly now: number
  /** Names that cross for the first time. Each name has a number: its place among all that have crossed. */
  readonly names: readonly string[]
  /** Int32Array[s] of names: the Stream, best first. */
  readonly stream: Int32Array<ArrayBuffer>
  /** Int32Array[p] of names: the posts that have numbers. */
  readonly posts: Int32Array<ArrayBuffer>
  /** Float64Array[p × 5]: charge, capacity, transmission, arriving, current. */
  readonly postNumbers: Float64Array<ArrayBuffer>
  /** Int32Array[w] of names: the people that have numbers. */
  readonly people: Int32Array<ArrayBuffer>
  /** Float64Array[w × 2]: Reo, attention received. */
  readonly personNumbers: Float64Array<ArrayBuffer>
  /** Int32Array[n] of names: those from whom most of a charge arrives, nearest first, the viewer not included. */
  readonly nearest: Int32Array<ArrayBuffer>
  /** Float64Array[n]: T of each of them. */
  readonly transmission: Float64Array<ArrayBuffer>
  /** Int32Array[l] of names: those asked for as linked. */
  readonly links: Int32Array<ArrayBuffer>
  /** Float64Array[l]: τ of the synapse from the viewer to each of them, 0 without one. */
  readonly outward: Float64Array<ArrayBuffer>
}

export const POST_COLUMNS = 5
export const PERSON_COLUMNS = 2

/** The page's end: knows the names that have crossed. One for each worker. */
export class ReportReader {
  readonly #names: string[] = []
  /** By posts, by far the most: as long as they are the same in the same order. */
  #posts: { readonly column: Int32Array; readonly rows: ReadonlyMap<string, number> } = {
    column: new Int32Array(),
    rows: new Map(),
  }

  /** Reports are read in the order in which they were made. */
  read(report: Report): Reading {
    for (const name of report.names) this.#names.push(name)
    const nameOf = (number: number): string => this.#names[number] ?? unheardOf(number)
    return new Reading(report, nameOf, this.#postRows(report.posts, nameOf))
  }

  #postRows(column: Int32Array, nameOf: (number: number) => string): ReadonlyMap<string, number> {
    const former = this.#posts.column
    const isSame = former.length === column.length && former.every((number, row) => number === column[row])
    if (!isSame) this.#posts = { column, rows: rowsOf(column, nameOf) }
    return this.#posts.rows
  }
}

function unheardOf(number: number): never {
  throw new Error(`name ${number} has not crossed`)
}

/** The model's word at one time, as the page sees it. */
export class Reading {
  readonly now: number
  /** Post ids, best first (MODEL.md 9), as far as they are ranked. */
  readonly stream: readonly string[]
  /** Those from whom most of a charge arrives, nearest first. */
  readonly nearest: readonly string[]
  readonly #postRows: ReadonlyMap<string, number>
  readonly #personRows: ReadonlyMap<string, number>
  readonly #nearestRows: ReadonlyMap<string, number>
  readonly #linkRows: ReadonlyMap<string, number>
  readonly #report: Report

  constructor(report: Report, nameOf: (number: number) => string, postRows: ReadonlyMap<string, number>) {
    this.now = report.now
    this.stream = Array.from(report.stream, nameOf)
    this.nearest = Array.from(report.nearest, nameOf)
    this.#postRows = postRows
    this.#personRows = rowsOf(report.people, nameOf)
    this.#nearestRows = rowsOf(report.nearest, nameOf)
    this.#linkRows = rowsOf(report.links, nameOf)
    this.#report = report
  }

  /** Null for a post that was not asked for and is not in the Stream, and for one that is not known. */
  numbers(id: string): PostNumbers | null {
    const row = this.#postRows.get(id)
    if (row === undefined) return null
    const column = (place: number): number => this.#report.postNumbers[row * POST_COLUMNS + place] ?? 0
    return {
      id,
      charge: column(0),
      capacity: column(1),
      transmission: column(2),
      arriving: column(3),
      current: column(4),
    }
  }

  /**
   * What is in the Stream, most charge first. Unlike the order of the Stream it has nothing of what is private: neither
   * dials nor, by what was looked at, how near an author is.
   */
  mostCharged(): readonly string[] {
    const charged = this.stream.map((id) => ({ id, charge: this.numbers(id)?.charge ?? 0 }))
    charged.sort((a, b) => b.charge - a.charge || (a.id < b.id ? -1 : 1))
    return charged.map(({ id }) => id)
  }

  /** Null for somebody who was not asked for. */
  person(name: string): PersonNumbers | null {
    const row = this.#personRows.get(name)
    if (row === undefined) return null
    const at = row * PERSON_COLUMNS
    const [reo = 0, attentionReceived = 0] = this.#report.personNumbers.subarray(at, at + PERSON_COLUMNS)
    return { reo, attentionReceived }
  }

  /** T of somebody who is among the nearest; 0 for everybody else. */
  transmission(name: string): number {
    const row = this.#nearestRows.get(name)
    return row === undefined ? 0 : (this.#report.transmission[row] ?? 0)
  }

  /** τ of the synapse from the viewer to somebody who is linked; 0 without one, and for everybody else. */
  transmissionTo(name: string): number {
    const row = this.#linkRows.get(name)
    return row === undefined ? 0 : (this.#report.outward[row] ?? 0)
  }
}

export interface PersonNumbers {
  readonly reo: number
  /** Σ_b A(person, b). */
  readonly attentionReceived: number
}

function rowsOf(column: Int32Array, nameOf: (number: number) => string): Map<string, number> {
  return new Map(Array.from(column, (number, row) => [nameOf(number), row]))
}
