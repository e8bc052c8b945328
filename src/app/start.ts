/** Opens what is kept here and starts this tab; main.ts mounts the views on what this returns. */
import { err, ok, type Result } from '../lib/result'
import { openDatabase } from '../storage/open'
import type { Synereo } from './api'
import { loadNetworkConfig } from './network-config'
import { Page } from './page'

export interface Started {
  readonly app: Synereo
  /** Resolves when this tab's peer runs, or at once in a tab that goes through another. */
  readonly peerRuns: Promise<void>
}

/** Why a page cannot start; the detail is for whoever hosts it. */
export interface StartFault {
  readonly about: 'network-file' | 'storage'
  readonly detail: string
}

/** Opens what is kept here. */
export async function start(networkUrl: string): Promise<Result<Started, StartFault>> {
  const config = await loadNetworkConfig(networkUrl)
  if (!config.ok) return err({ about: 'network-file', detail: config.error })
  try {
    const db = await openDatabase(config.value.id, () => location.reload())
    const app = new Page(config.value, db)
    await app.load()
    const peerRuns = app.run()
    // What is kept for later comes after what is needed now.
    void peerRuns.catch(() => undefined).then(() => app.keepOffline())
    return ok({ app, peerRuns })
  } catch (error) {
    return err({ about: 'storage', detail: String(error) })
  }
}
