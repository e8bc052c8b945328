/** Which build this browser keeps and opens (rule PW4): its service worker knows (workers/offline.worker.ts). */

/** Two hundred files are read and hashed in less than a second; before that they may have to come. */
const HASH_WITHIN_MS = 15_000

/**
 * The hash of the build that this browser keeps and opens, hex; null where it keeps none (yet), or an earlier one that does
 * not answer.
 */
export async function hashOfKeptBuild(): Promise<string | null> {
  if ((await navigator.serviceWorker?.getRegistration()) === undefined) return null
  const { port1, port2 } = new MessageChannel()
  return new Promise((resolve) => {
    const late = setTimeout(() => resolve(null), HASH_WITHIN_MS)
    port1.onmessage = ({ data }) => {
      clearTimeout(late)
      resolve(typeof data === 'string' ? data : null)
    }
    // A first visit is not under it yet, and it may still be fetching: it keeps what the next one opens.
    void navigator.serviceWorker.ready.then(({ active }) => active?.postMessage('hash', [port2]))
  })
}
