/** Which build this browser keeps and opens (rule PW4): its service worker knows (workers/offline.worker.ts). */

/** Two hundred files are read and hashed in less than a second. */
const HASH_WITHIN_MS = 15_000

/**
 * The hash of the build that this browser keeps and opens, hex; null where it keeps none (yet), or an earlier one that does
 * not answer.
 */
export async function hashOfKeptBuild(): Promise<string | null> {
  // A first visit is not under it yet: it keeps what the next one opens.
  const keeper = (await navigator.serviceWorker?.getRegistration())?.active ?? null
  if (keeper === null) return null
  const { port1, port2 } = new MessageChannel()
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(null), HASH_WITHIN_MS)
    port1.onmessage = ({ data }) => {
      clearTimeout(late)
      resolve(typeof data === 'string' ? data : null)
    }
    keeper.postMessage('hash', [port2])
  })
}
