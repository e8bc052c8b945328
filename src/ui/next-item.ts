/**
 * Does what may take something from its list, and gives the focus that was in it to what stands there now (rules U9, U48):
 * with the keyboard and with a screen reader one goes on where one was.
 */
import { tick } from 'svelte'
import { giveFocus } from './focus-heir'

/** Lists that hold still, the model and the wallet follow within some frames; later nobody waits for the focus any more. */
const LOOKS = 60

/** Of a post. @param within anything in it: in a long list its neighbours are always there (rule LL3) */
export async function takeFromList(within: EventTarget | null, act: () => Promise<unknown>): Promise<void> {
  const item = within instanceof Element ? within.closest<HTMLElement>('article') : null
  const all = document.querySelectorAll<HTMLElement>('main article')
  // Who mutes somebody may take the next ones away as well.
  await goOn(item, neighboursOf(item, [...all]), act)
}

/** Of a row in a list of rows. @param button in it, which is pressed */
export async function takeRow(button: HTMLElement, act: () => Promise<unknown>): Promise<void> {
  const row = button.closest('li')
  const rows = row?.parentElement?.querySelectorAll<HTMLElement>(':scope > li') ?? []
  // It may turn out that it stays, without that button.
  await goOn(row, [...(row === null ? [] : [row]), ...neighboursOf(row, [...rows])], act)
}

/** Those behind it come first, then those before it from the nearest on. */
function neighboursOf(item: HTMLElement | null, all: readonly HTMLElement[]): HTMLElement[] {
  const at = item === null ? -1 : all.indexOf(item)
  return at === -1 ? [] : [...all.slice(at + 1), ...all.slice(0, at).reverse()]
}

async function goOn(
  item: HTMLElement | null,
  heirs: readonly HTMLElement[],
  act: () => Promise<unknown>,
): Promise<void> {
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
