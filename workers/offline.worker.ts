/**
 * The service worker: keeps the whole build in this browser, so that the page opens without its host. It answers only
 * for files of the site itself. A newer build waits beside it until the owner agrees; then all tabs load anew.
 */
import {
  cleanupOutdatedCaches,
  createHandlerBoundToURL,
  matchPrecache,
  precacheAndRoute,
  type PrecacheEntry,
} from 'workbox-precaching'
import { NavigationRoute, registerRoute } from 'workbox-routing'
import { NetworkFirst } from 'workbox-strategies'

/** Every file of the build with its revision and what must be in it; written by tools/offline-build.ts. */
declare const KEPT_FILES: PrecacheEntry[]

/** What of the global scope is used here: TypeScript's library of workers cannot stand beside that of pages. */
interface OfflineScope {
  addEventListener(
    type: 'install',
    listener: (event: { waitUntil(work: Promise<unknown>): void }) => void,
  ): void
  addEventListener(type: 'message', listener: (event: Asked) => void): void
  addEventListener(type: 'notificationclick', listener: (event: NotificationPress) => void): void
  skipWaiting(): Promise<void>
  readonly registration: { readonly scope: string }
  readonly clients: {
    matchAll(of: {
      readonly type: 'window'
      readonly includeUncontrolled: true
    }): Promise<readonly OpenPage[]>
    openWindow(url: string): Promise<unknown>
  }
}

interface Asked {
  readonly data: unknown
  readonly ports: readonly MessagePort[]
  waitUntil(work: Promise<unknown>): void
}

interface OpenPage {
  readonly url: string
  focus(): Promise<unknown>
  postMessage(message: unknown): void
}

interface NotificationPress {
  readonly notification: { readonly data: unknown; close(): void }
  waitUntil(work: Promise<unknown>): void
}

/** A host that does not answer in this time will not keep anybody from reading what is here. */
const NETWORK_FILE_WAIT_SECONDS = 3
const NETWORK_FILE_CACHE = 'network-file'

const scope = globalThis as unknown as OfflineScope
const networkFile = new URL('network.json', location.href).href

cleanupOutdatedCaches()
precacheAndRoute(KEPT_FILES)
registerRoute(new NavigationRoute(createHandlerBoundToURL('index.html')))
// It may be swapped at the host at any time, so it is no part of the build: the host's is better, the last one will do.
registerRoute(
  ({ url }) => url.href === networkFile,
  new NetworkFirst({
    cacheName: NETWORK_FILE_CACHE,
    networkTimeoutSeconds: NETWORK_FILE_WAIT_SECONDS,
    plugins: [{ cacheWillUpdate: ({ response }) => Promise.resolve(response.ok ? undated(response) : null) }],
  }),
)

/** As it is kept: the page takes the date for the host's time now (src/app/host-clock.ts). */
function undated(response: Response): Response {
  const headers = new Headers(response.headers)
  headers.delete('date')
  return new Response(response.body, { headers })
}

async function keepNetworkFile(): Promise<void> {
  const response = await fetch(networkFile)
  if (!response.ok) throw new Error(`network.json could not be kept (${response.status})`)
  const cache = await caches.open(NETWORK_FILE_CACHE)
  await cache.put(networkFile, undated(response))
}

scope.addEventListener('install', (event) => {
  event.waitUntil(keepNetworkFile())
})

// src/app/offline.ts says and asks this.
scope.addEventListener('message', (event) => {
  if (event.data === 'use-now') void scope.skipWaiting()
  if (event.data === 'hash')
    event.waitUntil(
      hashOfBuild()
        .catch(() => null)
        .then((hash) => event.ports[0]?.postMessage(hash)),
    )
})

/** Of what is kept and given to pages, read anew: the same number as the build prints (tools/offline-build.ts, rule PW4). */
async function hashOfBuild(): Promise<string> {
  const lines = await Promise.all(
    KEPT_FILES.map(async ({ url }) => {
      const kept = await matchPrecache(url)
      if (kept === undefined) throw new Error(`${url} is not kept`)
      return { url, line: `${await sha256(await kept.arrayBuffer())}  ${url}\n` }
    }),
  )
  const sorted = lines.sort((one, other) => (one.url < other.url ? -1 : 1))
  return sha256(new TextEncoder().encode(sorted.map(({ line }) => line).join('')))
}

async function sha256(bytes: BufferSource): Promise<string> {
  const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes))
  return Array.from(sum, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

// src/ui/system-notices.ts shows them, and listens for this message.
scope.addEventListener('notificationclick', (event) => {
  const { notification } = event
  notification.close()
  const { place } = (notification.data ?? {}) as { readonly place?: unknown }
  if (typeof place === 'string' && place.startsWith('#/')) event.waitUntil(goTo(place))
})

async function goTo(place: string): Promise<void> {
  const open = await scope.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const page = open.find(({ url }) => url.startsWith(scope.registration.scope))
  if (page === undefined) {
    await scope.clients.openWindow(new URL(place, scope.registration.scope).href)
    return
  }
  page.postMessage({ goTo: place })
  // Some browsers bring a page to the front only on their own terms.
  await page.focus().catch(() => undefined)
}
