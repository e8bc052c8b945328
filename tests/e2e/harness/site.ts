/** The built site on a static server, and a relay in a process of its own, so that a test can kill it. */
import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { AccountId, KeyId } from '../../../src/amp/types'
import { bundledHelper } from '../../../tools/bundled-helper'
import type { LocalLedger } from '../../../tools/local-ledger'
import { buildSite, DIST, networkWith } from '../../../tools/site'
import { serveFolder, type StaticServer } from '../../../tools/static-server'
import { keptPorts } from '../../helpers/kept-ports'

export interface Site {
  readonly url: string
  /** Address of the relay as in network.json. */
  readonly relay: string
  /** Addresses of witnesses as in network.json. */
  readonly witnesses?: readonly string[]
  killRelay(): Promise<void>
  /** The relay keeps its connections and answers nobody any more, as a machine that hangs. */
  freezeRelay(): void
  /** The static host goes away; relay and pages stay. */
  stopHost(): Promise<void>
  stop(): Promise<void>
}

/** Builds when needed; `basePath` is where the site lies on its host, `folder` a copy of it that a test may change. */
export async function startSite(basePath = '/', folder = DIST): Promise<Site> {
  await buildSite()
  const stateDir = await mkdtemp(join(tmpdir(), 'synereo-relay-'))
  const { child, address } = await startRelayProcess(stateDir)
  const server: StaticServer = await serveFolder({
    folder,
    isChanging: folder !== DIST,
    port: 0,
    basePath,
    networkJson: await networkOf([address]),
  })
  return {
    url: server.url,
    relay: address,
    killRelay: () => kill(child),
    freezeRelay: () => void child.kill('SIGSTOP'),
    stopHost: () => server.stop(),
    async stop() {
      await kill(child)
      await server.stop()
      await rm(stateDir, { recursive: true, force: true })
    },
  }
}

export interface SiteWithMoney extends Site {
  readonly ledger: LocalLedger
  /** Declares another ledger instead, with four new witnesses and these besides; pages know it after a reload. */
  redeclare(others: readonly KeyId[]): Promise<LocalLedger>
  /**
   * Declares another ledger, whose witnesses are pages alone; returns what network.json says of it.
   * @param given who begins with how much, in base units
   */
  declareByPages(
    witnesses: readonly KeyId[],
    given: ReadonlyMap<AccountId, number>,
  ): Promise<Record<string, unknown>>
}

/** With a ledger whose witnesses run in the test itself, so that it can stop each and start it again. */
export async function startSiteWithMoney(
  now: () => number = Date.now,
  posts: 'as-shipped' | 'none' = 'none',
): Promise<SiteWithMoney> {
  await buildSite()
  const stateDir = await mkdtemp(join(tmpdir(), 'synereo-ledger-'))
  const { child, address } = await startRelayProcess(stateDir)
  const network = await (posts === 'none' ? networkOf : networkWith)([address])
  // Not above: most sites have no money, and witnesses take a while to load.
  const { declareLedger, startLocalLedger } = await import('../../../tools/local-ledger')
  const ledger = await startLocalLedger({
    network: network.manifest,
    stateDir,
    now,
    port: await keptPorts(4),
  })
  let running = ledger
  const networkJson = { ...network, ledger: ledger.declared }
  const server = await serveFolder({
    folder: DIST,
    isChanging: false,
    port: 0,
    basePath: '/',
    networkJson,
  })
  return {
    url: server.url,
    relay: address,
    witnesses: ledger.addresses,
    ledger,
    async redeclare(others) {
      await running.stop()
      running = await startLocalLedger({
        ...{ network: network.manifest, stateDir: join(stateDir, 'again'), now, others },
        port: await keptPorts(4),
      })
      networkJson.ledger = running.declared
      return running
    },
    async declareByPages(witnesses, given) {
      await running.stop()
      networkJson.ledger = await declareLedger(witnesses, new Map(), given)
      return networkJson
    },
    killRelay: () => kill(child),
    freezeRelay: () => void child.kill('SIGSTOP'),
    stopHost: () => server.stop(),
    async stop() {
      await kill(child)
      await running.stop()
      await server.stop()
      await rm(stateDir, { recursive: true, force: true })
    },
  }
}

/** The same for people who know of no relay at all, on a page as it is shipped or without its starter posts. */
export async function startLonelySite(
  posts: 'as-shipped' | 'none' = 'none',
): Promise<Pick<Site, 'url' | 'relay' | 'stop' | 'stopHost'>> {
  await buildSite()
  const server = await serveFolder({
    folder: DIST,
    isChanging: false,
    port: 0,
    basePath: '/',
    networkJson: posts === 'none' ? await networkOf([]) : await networkWith([]),
  })
  return { url: server.url, relay: '', stop: () => server.stop(), stopHost: () => server.stop() }
}

/** Without the posts that are shipped with the page: what people write is counted in these tests. */
async function networkOf(relays: readonly string[]): Promise<Record<string, unknown>> {
  return { ...(await networkWith(relays)), starter: null }
}

async function startRelayProcess(stateDir: string): Promise<{ child: ChildProcess; address: string }> {
  const child = spawn(process.execPath, [await bundledHelper()], {
    env: {
      ...process.env,
      ...{ HOST: '127.0.0.1', RELAY_PORT: '0', STATE_DIR: stateDir },
      // All pages of a test run come from one address.
      RELAY_CONNECTIONS_PER_S: '500',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const address = await new Promise<string>((resolve, reject) => {
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      const found = /\/ip4\/127\.0\.0\.1\S+/.exec(output)
      if (found !== null) resolve(found[0])
    })
    child.on('exit', () => reject(new Error(`the relay ended: ${output}`)))
  })
  return { child, address }
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
}
