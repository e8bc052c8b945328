/** Stops a page at a chosen moment of a payment, so that its browser can be killed exactly then. */
import type { Page } from 'playwright-core'

/** A moment that the page itself notices. */
export type NoticedMoment =
  /** The wish is on the disk; nothing is signed. */
  | { readonly at: 'wished' }
  /** The signed block is on the disk; nothing of it has left. */
  | { readonly at: 'kept' }
  /** So many packets have left since. */
  | { readonly at: 'sent'; readonly packets: number }
  /** So many packets have come since: the first bring the first vote. */
  | { readonly at: 'heard'; readonly packets: number }

/** What is sure to come does so on a slow machine too; only a fault lasts longer. */
const MAX_WAIT_MS = 60_000
const SAID = 'the moment has come'

/** From now on the page stands still for ever when the moment comes. `come` says whether it came. */
export async function standStillAt(page: Page, moment: NoticedMoment): Promise<{ come: Promise<boolean> }> {
  const come = page
    .waitForEvent('console', { predicate: (message) => message.text() === SAID, timeout: MAX_WAIT_MS })
    .then(
      () => true,
      () => false,
    )
  // tsx, which runs this from the command line, marks functions with a helper that no page has.
  await page.evaluate('globalThis.__name ??= (named) => named')
  await page.evaluate(inPage, { moment, said: SAID })
  return { come }
}

function inPage({ moment, said }: { readonly moment: NoticedMoment; readonly said: string }): void {
  const after = <T extends object>(of: T, name: keyof T, then: (self: T, result: unknown) => void): void => {
    const original = of[name] as (...args: unknown[]) => unknown
    Reflect.set(of, name, function (this: T, ...args: unknown[]): unknown {
      const result = Reflect.apply(original, this, args)
      then(this, result)
      return result
    })
  }
  const standStill = (): void => {
    console.log(said)
    for (;;);
  }
  let isKept = false
  let left = 'packets' in moment ? moment.packets : 0
  const count = (): void => {
    left -= 1
    if (left === 0) standStill()
  }
  after(IDBDatabase.prototype, 'transaction', (_database, begun) => {
    const transaction = begun as IDBTransaction
    const stores = transaction.objectStoreNames
    if (transaction.mode !== 'readwrite' || !stores.contains('wishes')) return
    transaction.addEventListener('complete', () => {
      const isBlock = stores.contains('blocks')
      if (moment.at === (isBlock ? 'kept' : 'wished')) standStill()
      isKept ||= isBlock
    })
  })
  const heardFrom = new Set<WebSocket>()
  after(WebSocket.prototype, 'send', (socket) => {
    if (!isKept) return
    if (moment.at === 'sent') count()
    if (moment.at !== 'heard' || heardFrom.has(socket)) return
    heardFrom.add(socket)
    socket.addEventListener('message', count)
  })
}
