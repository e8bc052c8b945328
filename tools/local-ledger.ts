/** The ledger of `npm start`: four witnesses on this machine, each with a quarter of the supply to grant from. */
import { join } from 'node:path'
import { declare, USUAL } from '../src/amp/founding'
import { UNITS_PER_AMP } from '../src/amp/limits'
import type { AccountId, KeyId } from '../src/amp/types'
import { networkIdOf } from '../src/records/network-id'
import { InUseError } from './file-lock'
import { UNDECIDED, type HeldDecision } from './held-payments'
import { choosePort, keepPort } from './kept-port'
import { keyIn, listen, runWitness, witnessKey, type RunningWitness } from './witness'

const WITNESSES = 4
const QUORUM = 3
const HOST = '127.0.0.1'

export interface LocalLedger {
  /** For network.json. */
  readonly declared: Record<string, unknown>
  /** Addresses at which the witnesses are asked. */
  readonly addresses: readonly string[]
  /** Ports of before that are another program's now: who opened the page before has to load it again. */
  readonly missedPorts: readonly number[]
  /** A sentence for each witness that cannot go on, as one whose log is gone; the others run (rule AM30). */
  readonly missing: readonly string[]
  /** Where the witnesses have their keys, for tests in which they sign something. */
  readonly folders: readonly string[]
  /** For tests: one goes away, and comes back at the same address with what it kept. */
  stopWitness(index: number): Promise<void>
  startWitness(index: number): Promise<void>
  /** How often the witnesses that run saw an owner sign two blocks for one place. */
  forks(): number
  stop(): Promise<void>
}

export interface LocalLedgerInit {
  /** The social network's manifest, as in network.json. */
  readonly network: unknown
  readonly stateDir: string
  /** The clock of the witnesses; tests let time pass. */
  readonly now?: () => number
  /** Witnesses that run elsewhere. */
  readonly others?: readonly KeyId[]
  /** What becomes of payments that they hold. */
  readonly decided?: HeldDecision
  /** Of the first witness, each other takes the next. Without it they take those of their last start, where free (rule RL15). */
  readonly port?: number
}

export async function startLocalLedger(init: LocalLedgerInit): Promise<LocalLedger> {
  const { network, stateDir, now = Date.now, others = [], decided = UNDECIDED, port = null } = init
  const names = Array.from({ length: WITNESSES }, (_, index) => `witness-${String(index + 1)}`)
  const keys = await Promise.all(names.map((name) => keyIn(join(stateDir, name))))
  const portFiles = names.map((name) => join(stateDir, name, 'witness.port'))
  const chosen = await Promise.all(
    portFiles.map((file, index) => choosePort(file, HOST, port === null ? null : port + index)),
  )
  const lines = await Promise.all(keys.map((key, index) => listen(key, HOST, chosen[index]?.port ?? 0)))
  for (const [index, choice] of chosen.entries())
    await keepPort(portFiles[index] ?? '', lines[index]?.address ?? '', choice)
  const addresses = new Map(keys.map(({ signer }, index) => [signer.device, [lines[index]?.address ?? '']]))
  const declared = await declareLedger([...keys.map(({ signer }) => signer.device), ...others], addresses)
  const id = await networkIdOf(network)
  const running = new Map<number, RunningWitness>()
  const missing: string[] = []
  for (const [index, line] of lines.entries()) {
    const key = keys[index]
    if (key === undefined) continue
    try {
      running.set(index, await runWitness(key, line, id, declared, now, decided))
    } catch (error) {
      // All of it runs already.
      if (error instanceof InUseError) throw error
      await line.stop()
      missing.push(
        `${names[index] ?? ''} cannot run. ${error instanceof Error ? error.message : String(error)}`,
      )
    }
  }
  if (running.size < QUORUM) missing.push('No payment becomes final while fewer than three of the four run.')
  return {
    declared,
    addresses: lines.map(({ address }) => address),
    missedPorts: chosen.flatMap(({ missed }) => missed ?? []),
    missing,
    folders: names.map((name) => join(stateDir, name)),
    async stopWitness(index) {
      await running.get(index)?.stop()
      running.delete(index)
    },
    async startWitness(index) {
      const itsPort = Number(lines[index]?.address.split('/')[4])
      const key = await witnessKey(join(stateDir, names[index] ?? ''))
      running.set(index, await runWitness(key, await listen(key, HOST, itsPort), id, declared, now))
    },
    forks: () => [...running.values()].reduce((sum, witness) => sum + witness.forks(), 0),
    async stop() {
      await Promise.allSettled([...running.values()].map((witness) => witness.stop()))
    },
  }
}

/** A ledger in which these are witnesses, each with its part of the supply to grant from. @param given base units */
export async function declareLedger(
  witnesses: readonly KeyId[],
  addresses: ReadonlyMap<KeyId, readonly string[]>,
  given: ReadonlyMap<AccountId, number> = new Map(),
): Promise<Record<string, unknown>> {
  const { symbol, supplyAmp, grantAmp, feePpm } = USUAL
  const declared = await declare({
    ...{ name: 'Synereo local', symbol, supply: supplyAmp * UNITS_PER_AMP, witnesses, addresses, given },
    ...{ grant: grantAmp * UNITS_PER_AMP, feePpm, previous: null },
  })
  if (!declared.ok) throw new Error(`the ledger cannot be declared: ${declared.error}`)
  return declared.value
}
