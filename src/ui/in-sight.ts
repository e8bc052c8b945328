/** Half of it is enough to say that somebody could see it. */
const SEEN_SHARE = 0.5

/**
 * Calls once an element was at least half on the screen, of a page that is shown, for so long without a break.
 * @param seen from when to when, Unix milliseconds
 * @returns ends the watching
 */
export function whenInSight(
  element: HTMLElement,
  forMs: number,
  seen: (fromMs: number, toMs: number) => void,
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isInSight = false
  const look = (): void => {
    clearTimeout(timer)
    if (!isInSight || document.visibilityState !== 'visible') return
    const fromMs = Date.now()
    // A timer may end a moment early by the clock that is told.
    timer = setTimeout(() => seen(fromMs, Math.max(Date.now(), fromMs + forMs)), forMs)
  }
  const observer = new IntersectionObserver(
    ([entry]) => {
      isInSight = entry?.isIntersecting === true
      look()
    },
    { threshold: SEEN_SHARE },
  )
  observer.observe(element)
  document.addEventListener('visibilitychange', look)
  return () => {
    clearTimeout(timer)
    observer.disconnect()
    document.removeEventListener('visibilitychange', look)
  }
}
