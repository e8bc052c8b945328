/**
 * Does what may take a post from its list, and gives the focus that was in it to the one that stands there now (rule U48):
 * with the keyboard and with a screen reader one goes on where one was.
 */
import { tick } from 'svelte'
import { giveFocus } from './focus-heir'

/** Lists that hold still, and the model, follow within some frames; later nobody waits for the focus any more. */
const LOOKS = 60

/** @param within anything in the post: in a long list its neighbours are always there (rule LL3) */
export async function takeFromList(within: EventTarget | null, act: () => Promise<unknown>): Promise<void> {
  const item = within instanceof Element ? within.closest<HTMLElement>('article') : null
  const all = [...document.querySelectorAll<HTMLElement>('main article')]
  const at = item === null ? -1 : all.indexOf(item)
  // Who mutes somebody may take the next ones away as well.
  const heirs = at === -1 ? [] : [...all.slice(at + 1), ...all.slice(0, at).reverse()]
  await act()
  await tick()
  for (let looks = 0; item?.isConnected === true && looks < LOOKS; looks += 1) await nextFrame()
  if (document.activeElement !== document.body) return
  const next = heirs.find((heir) => heir.isConnected) ?? document.querySelector<HTMLElement>('main h1')
  if (next !== null) giveFocus(next)
}

function nextFrame(): Promise<unknown> {
  return new Promise((resolve) => requestAnimationFrame(resolve))
}
