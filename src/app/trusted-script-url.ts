/** The page's policy lets one thing start a worker: this, with an address of our own build (index.html, CSP). */

interface PolicyFactory {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): unknown }
}

function makePolicy(): (url: string) => string {
  const factory = (globalThis as { trustedTypes?: PolicyFactory }).trustedTypes
  const own = (url: string): string => {
    const absolute = new URL(url, import.meta.url)
    if (absolute.origin !== location.origin) throw new Error(`a worker from ${absolute.origin} is not ours`)
    return absolute.href
  }
  if (factory === undefined) return own // Browsers without Trusted Types.
  const policy = factory.createPolicy('app-worker', { createScriptURL: own })
  // TypeScript's Worker takes string | URL; a TrustedScriptURL is what the browser wants here.
  return (url) => policy.createScriptURL(url) as string
}

let trust: ((url: string) => string) | null = null

export function trustedScriptUrl(url: string): string {
  trust ??= makePolicy()
  return trust(url)
}
