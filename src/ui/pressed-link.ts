/**
 * The link of a view that was pressed to leave it: who comes back by the browser's own button goes on from there, with the
 * keyboard or with a screen reader, and not from the title (rule U44).
 */
import { giveFocus } from './focus-heir'

/** By its address, in which post it stands, and which it is of those there that have the address. */
export interface PressedLink {
  readonly href: string
  /** Null for a link that is in no post. */
  readonly post: string | null
  readonly nth: number
}

/** A list may have to be read before its links are there; later nobody waits for the focus any more. */
const LOOKS = 60

/** Null for a link that is in no view: the menu stays where it is. */
export function pressedLink(link: HTMLElement): PressedLink | null {
  const href = link.getAttribute('href') ?? ''
  const post = postOf(link)
  const nth = linksTo(href, post).indexOf(link)
  return nth === -1 ? null : { href, post, nth }
}

/** @param isOver whoever came back has gone on */
export function giveBackFocus({ href, post, nth }: PressedLink, isOver: () => boolean): void {
  let looks = 0
  const look = (): void => {
    const has = document.activeElement
    // Somebody has gone on by hand meanwhile.
    if (isOver() || (has !== null && has !== document.body && has.tagName !== 'H1')) return
    const link = linksTo(href, post)[nth]
    looks += 1
    if (link !== undefined) link.focus({ preventScroll: true })
    else if (looks < LOOKS) requestAnimationFrame(look)
    else focusFirstInSight()
  }
  look()
}

/** The link is gone, and the title may be far above: what is read next is what is in sight. */
function focusFirstInSight(): void {
  const inSight = [...document.querySelectorAll<HTMLElement>('main h1, main article')].find(
    (element) => element.getBoundingClientRect().bottom > 0,
  )
  if (inSight !== undefined) giveFocus(inSight)
}

function linksTo(href: string, post: string | null): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('main a')].filter(
    (link) => link.getAttribute('href') === href && postOf(link) === post,
  )
}

function postOf(link: HTMLElement): string | null {
  return link.closest<HTMLElement>('[data-post]')?.dataset['post'] ?? null
}
