/** The colours of a picture, read from the page's own: a canvas knows no custom properties. */

/** So many lobes can be told apart by colour; smaller ones share the colour of nobody's. */
export const COLOURED_LOBES = 8
/** A letter stands beside each colour. */
const LETTERS = 'ABCDEFGH'

export interface Look {
  readonly lobes: readonly string[]
  readonly lobeless: string
  readonly you: string
  readonly ink: string
  readonly ground: string
  readonly font: string
}

export function lookOf(element: Element): Look {
  const style = getComputedStyle(element)
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim()
  return {
    lobes: Array.from({ length: COLOURED_LOBES }, (_, lobe) => colour(`lobe-${lobe}`)),
    lobeless: colour('lobe-none'),
    you: colour('accent'),
    ink: colour('ink'),
    ground: colour('surface'),
    font: style.fontFamily,
  }
}

/** The letter that stands for a lobe; null for one that has no colour. */
export function letterOf(lobe: number): string | null {
  return LETTERS[lobe] ?? null
}

const SHADES = 32
const mixtures = new Map<string, string>()

/** About this `share` of the one colour and the rest of the other; both as `#rrggbb` or `#rgb`. */
export function mixed(one: string, other: string, share: number): string {
  const shade = Math.round(share * SHADES)
  const name = `${one}${other}${shade}`
  let mixture = mixtures.get(name)
  if (mixture === undefined) mixtures.set(name, (mixture = mix(one, other, shade / SHADES)))
  return mixture
}

function mix(one: string, other: string, share: number): string {
  const [a, b] = [channels(one), channels(other)]
  const parts = a.map((value, index) => Math.round(value * share + (b[index] ?? 0) * (1 - share)))
  return `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`
}

function channels(colour: string): number[] {
  const digits = colour.slice(1)
  const long = digits.length === 3 ? digits.replace(/./g, '$&$&') : digits
  return [0, 2, 4].map((at) => Number.parseInt(long.slice(at, at + 2), 16))
}
