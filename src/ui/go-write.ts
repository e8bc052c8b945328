import { tick } from 'svelte'
import type { Router } from './router.svelte'

/** To the box in which a post is written: of the view that is open, else of the Stream. */
export function goWrite(router: Router): void {
  const box = (): HTMLElement | null => document.querySelector('[data-key="n"] textarea')
  if (box() !== null) return box()?.focus()
  // The heading of the view takes the focus first.
  addEventListener('hashchange', () => void tick().then(() => box()?.focus()), { once: true })
  router.go('#/stream')
}
