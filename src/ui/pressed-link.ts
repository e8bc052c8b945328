/**
 * The link of a view that was pressed to leave it: who comes back by the browser's own button goes on from there, with the
 * keyboard or with a screen reader, and not from the title (rule U44).
 */

/** By its address, and which of those of the view that have it. */
export interface PressedLink {
  readonly href: string
  readonly nth: number
}

/** A list may have to be read before its links are there; later nobody waits for the focus any more. */
const LOOKS = 60

/** Null for a link that is in no view: the menu stays where it is. */
export function pressedLink(link: HTMLElement): PressedLink | null {
  const href = link.getAttribute('href') ?? ''
  const nth = linksTo(href).indexOf(link)
  return nth === -1 ? null : { href, nth }
}

/** @param isOver whoever came back has gone on */
export function giveBackFocus({ href, nth }: PressedLink, isOver: () => boolean): void {
  let looks = 0
  const look = (): void => {
    const has = document.activeElement
    // Somebody has gone on by hand meanwhile.
    if (isOver() || (has !== null && has !== document.body && has.tagName !== 'H1')) return
    const links = linksTo(href)
    const link = links[nth] ?? links[0]
    looks += 1
    if (link !== undefined) link.focus({ preventScroll: true })
    else if (looks < LOOKS) requestAnimationFrame(look)
  }
  look()
}

function linksTo(href: string): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('main a')].filter(
    (link) => link.getAttribute('href') === href,
  )
}
