/** Keeps the page in this browser (workers/offline.worker.ts), and says when a newer build waits. */
import { trustedScriptUrl } from './trusted-script-url'

/** A page may stay open for weeks. */
const LOOK_EVERY_MS = 60 * 60_000

/** A newer build that is here and waits. */
export interface NewerBuild {
  /** All tabs load anew with it. */
  use(): void
}

/** @param found called with each newer build that waits; what has been shown of a former one holds for it */
export async function keepOffline(found: (newer: NewerBuild) => void): Promise<void> {
  // While developing there is no build to keep; browsers without service workers need the host.
  if (import.meta.env.VITE_IS_BUILT !== true || !('serviceWorker' in navigator)) return
  const { serviceWorker } = navigator
  // A page that no build was kept for yet is not asked: there is nothing it would update from.
  if (serviceWorker.controller !== null) {
    // Chunks of the former build go with it, so no tab can stay behind.
    serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
  }
  const registration = await serviceWorker
    .register(trustedScriptUrl(new URL('offline.js', document.baseURI).href), { updateViaCache: 'none' })
    // The browser may forbid it (a private window, say), or the host be away: the page works without.
    .catch(() => null)
  if (registration === null) return
  const tell = (): void => {
    const { waiting } = registration
    if (waiting !== null && serviceWorker.controller !== null)
      found({ use: () => waiting.postMessage('use-now') })
  }
  tell()
  registration.addEventListener('updatefound', () =>
    registration.installing?.addEventListener('statechange', tell),
  )
  setInterval(() => void registration.update().catch(() => undefined), LOOK_EVERY_MS)
}
