/** Opens what is kept here and starts this tab; main.ts mounts the views on what this returns. */
import { err, ok, type Result } from '../lib/result'
import { MAX_CLOCK_SKEW_MS } from '../records/limits'
import type { NetworkId } from '../records/types'
import { KeepingStore } from '../storage/keeping-store'
import { openDatabase, type Database } from '../storage/open'
import type { Synereo } from './api'
import { isNetworkChosen, loadNetworkConfig, type NetworkConfig } from './network-config'
import { Page } from './page'
import { tabsName } from './tabs'

/** A page that is loaded anew has led a moment ago; where another tab leads, the first paint waits so long, and seldom. */
const LEADER_GONE_MS = 500

export interface Started {
  readonly app: Synereo
  /** Resolves when this tab's peer runs, or at once in a tab that goes through another. */
  readonly peerRuns: Promise<void>
  /** By how much the clock of this device is wrong, when so much that records would be refused for it; else 0. */
  readonly clockAheadMs: number
}

/** Why a page cannot start; the detail is for whoever hosts it. */
export interface StartFault {
  readonly about: 'network-file' | 'storage' | 'frame'
  readonly detail: string
}

/** Opens what is kept here; nothing of it in a frame of another page, which could lead its reader's presses astray (rule FR1). */
export async function start(networkUrl: string): Promise<Result<Started, StartFault>> {
  if (window.top !== window) return err({ about: 'frame', detail: '' })
  const loaded = await loadNetworkConfig(networkUrl)
  try {
    const chosen = await chosenByOwner()
    const config = chosen ?? (loaded.ok ? loaded.value.config : null)
    if (config === null) return err({ about: 'network-file', detail: loaded.ok ? '' : loaded.error })
    const clockAheadMs = loaded.ok ? loaded.value.clockAheadMs : 0
    const db = await openDatabase(config.id, () => location.reload())
    await letGoUnlessRunning(db, config.id)
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

/** Which network the owner went to, in place of the one of this page. */
async function chosenByOwner(): Promise<NetworkConfig | null> {
  if (!isNetworkChosen(localStorage)) return null
  const { chosenNetwork } = await import('./network-choice')
  return chosenNetwork(localStorage)
}

/**
 * What waits to be let go goes while no tab has read it: tabs that open meanwhile wait, and where one leads nothing goes.
 * A page with nothing to let go of loads none of the code for it.
 */
async function letGoUnlessRunning(db: Database, network: NetworkId): Promise<void> {
  const waiting = new KeepingStore(db)
  if ((await waiting.row()).going.length === 0) return
  const name = tabsName(network)
  const signal = AbortSignal.timeout(LEADER_GONE_MS)
  const letGo = async (): Promise<void> => {
    const { letGoOfWaiting } = await import('./waiting-logs')
    await letGoOfWaiting(db, network, Date.now())
  }
  await navigator.locks.request(`${name}-letting-go`, () =>
    navigator.locks.request(name, { signal }, letGo).catch((error: unknown) => {
      if (!signal.aborted) throw error
    }),
  )
}
