/** The viewer's own dials and tags, by number (MODEL.md 8). */
import { grown } from './rows'

export class Taste {
  /** By person; 1 where none is set, 0 mutes. */
  dial = new Float64Array(0)
  /** By person: 1 for the muted. A byte is read faster than a dial. */
  muted = new Uint8Array(0)
  /** The greatest dial of a post's tags, or 0 if any is; where any is set. */
  readonly tagDial = new Map<number, number>()
  /** Posts that bear a tag which the viewer joined. */
  readonly joined = new Set<number>()
  /** People with a dial other than 1. */
  readonly dialled = new Set<number>()
  readonly mutedPeople = new Set<number>()

  get bytes(): number {
    return this.dial.byteLength + this.muted.byteLength
  }

  reach(people: number): void {
    const known = this.dial.length
    this.dial = grown(this.dial, people)
    this.dial.fill(1, known)
    this.muted = grown(this.muted, people)
  }

  setDial(person: number, dial: number): void {
    this.dial[person] = dial
    if (dial === 1) this.dialled.delete(person)
    else this.dialled.add(person)
    this.muted[person] = dial === 0 ? 1 : 0
    if (dial === 0) this.mutedPeople.add(person)
    else this.mutedPeople.delete(person)
  }
}
