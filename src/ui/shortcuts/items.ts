/** Posts and comments of a view as keys go through them, one after the other. */
import { giveFocus } from '../focus-heir'

/** So few pixels below its edge something is at the upper edge of the screen. */
const NEAR_PX = 4
const ITEM = 'article[data-post], [data-comment]'

/** The post or comment that has the focus, or within which it is. */
export function focusedItem(): HTMLElement | null {
  return document.activeElement?.closest<HTMLElement>(`:is(${ITEM})`) ?? null
}

/** The one that is meant by who says nothing of it: where there is one post alone, as on its own page, that post. */
export function meantItem(): HTMLElement | null {
  const focused = focusedItem()
  if (focused !== null) return focused
  const [first, second] = items().filter((item) => item.matches('article'))
  return first !== undefined && second === undefined ? first : null
}

/**
 * Gives the focus to the next post or the one before, and shows it from its beginning. Of a long list the neighbours of
 * what has the focus are always there (rule LL3). When that has been scrolled away, one goes on from what is in sight.
 */
export function goAlong(by: 1 | -1): void {
  const all = items()
  const focused = focusedItem()
  const at = focused !== null && isInSight(focused) ? all.indexOf(focused) : -1
  const next = at === -1 ? firstInSight(all) : all[at + by]
  if (next === undefined) return
  giveFocus(next)
  next.scrollIntoView({ block: 'start', behavior: 'instant' })
}

function items(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>(`main :is(${ITEM})`)]
}

function isInSight(item: HTMLElement): boolean {
  const { top, bottom } = item.getBoundingClientRect()
  return bottom > 0 && top < innerHeight
}

/** One that begins on the screen before one of which the end is read. */
function firstInSight(all: readonly HTMLElement[]): HTMLElement | undefined {
  const seen = all.filter(isInSight)
  return (
    seen.find((item) => item.getBoundingClientRect().top >= -NEAR_PX) ??
    seen.at(-1) ??
    all.find((item) => item.getBoundingClientRect().top > 0)
  )
}
