/** Opens what is kept here and starts this tab; main.ts mounts the views on what this returns. */
import { err, ok, type Result } from '../lib/result'
import { MAX_CLOCK_SKEW_MS } from '../records/limits'
import { openDatabase } from '../storage/open'
import type { Synereo } from './api'
import { loadNetworkConfig } from './network-config'
import { Page } from './page'

export interface Started {
  readonly app: Synereo
  /** Resolves when this tab's peer runs, or at once in a tab that goes through another. */
  readonly peerRuns: Promise<void>
  /** By how much the clock of this device is wrong, when so much that records would be refused for it; else 0. */
  readonly clockAheadMs: number
}

/** Why a page cannot start; the detail is for whoever hosts it. */
export interface StartFault {
  readonly about: 'network-file' | 'storage'
  readonly detail: string
}

/** Opens what is kept here. */
export async function start(networkUrl: string): Promise<Result<Started, StartFault>> {
  const loaded = await loadNetworkConfig(networkUrl)
  if (!loaded.ok) return err({ about: 'network-file', detail: loaded.error })
  const { config, clockAheadMs } = loaded.value
  try {
    const db = await openDatabase(config.id, () => location.reload())
    const app = new Page(config, db)
    await app.load()
    const peerRuns = app.run()
    // What is kept for later comes after what is needed now.
    void peerRuns.catch(() => undefined).then(() => app.keepOffline())
    return ok({ app, peerRuns, clockAheadMs: Math.abs(clockAheadMs) > MAX_CLOCK_SKEW_MS ? clockAheadMs : 0 })
  } catch (error) {
    return err({ about: 'storage', detail: String(error) })
  }
}
