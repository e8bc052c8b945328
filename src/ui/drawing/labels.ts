/** Writes names beside points: only those that fit, in the order given, none over another and none over the edge. */
import type { Look } from './look'

export interface Labelled {
  readonly x: number
  readonly y: number
  readonly radius: number
  readonly text: string
}

interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

const TEXT_PX = 13
const GAP_PX = 4
const MARGIN_PX = 3
/** Longer names are cut: a picture is no place to read them. */
const MOST_CHARACTERS = 24
const letters = new Intl.Segmenter()

export class Labels {
  readonly #widths = new Map<string, number>()

  draw(
    context: CanvasRenderingContext2D,
    labelled: readonly Labelled[],
    room: { readonly width: number; readonly height: number },
    look: Look,
  ): void {
    context.font = `600 ${TEXT_PX}px ${look.font}`
    context.textBaseline = 'middle'
    // Else it is the page's: in Arabic names would be written to the left of their place.
    context.textAlign = 'left'
    // A rim of the ground's colour keeps them readable across lines.
    context.lineJoin = 'round'
    context.lineWidth = 4
    context.strokeStyle = look.ground
    context.fillStyle = look.ink
    const taken: Box[] = []
    for (const { x, y, radius, text } of labelled) {
      const shown = shortened(text)
      const width = this.#widthOf(context, shown)
      const right = boxAt(x + radius + GAP_PX, y, width)
      const left = boxAt(x - radius - GAP_PX - width, y, width)
      const box = [right, left].find((place) => fits(place, room, taken))
      if (box === undefined) continue
      taken.push(box)
      context.strokeText(shown, box.left + MARGIN_PX, y)
      context.fillText(shown, box.left + MARGIN_PX, y)
    }
  }

  #widthOf(context: CanvasRenderingContext2D, text: string): number {
    let width = this.#widths.get(text)
    if (width === undefined) this.#widths.set(text, (width = context.measureText(text).width))
    return width
  }
}

function shortened(text: string): string {
  const characters = Array.from(letters.segment(text), ({ segment }) => segment)
  return characters.length <= MOST_CHARACTERS ? text : `${characters.slice(0, MOST_CHARACTERS - 1).join('')}…`
}

function boxAt(x: number, y: number, width: number): Box {
  const half = TEXT_PX / 2 + MARGIN_PX
  return { left: x - MARGIN_PX, top: y - half, right: x + width + MARGIN_PX, bottom: y + half }
}

function fits(box: Box, room: { width: number; height: number }, taken: readonly Box[]): boolean {
  if (box.left < 0 || box.top < 0 || box.right > room.width || box.bottom > room.height) return false
  return taken.every(
    (other) =>
      box.right < other.left || box.left > other.right || box.bottom < other.top || box.top > other.bottom,
  )
}
