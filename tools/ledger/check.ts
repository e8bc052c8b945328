/** `npm run ledger -- check`: follows a ledger from its beginning, and asks its witnesses to sign the sum. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { supplyOf } from '../../src/amp/ledger'
import { readDeclaration } from '../../src/amp/declaration'
import { UNITS_PER_AMP } from '../../src/amp/limits'
import type { AccountId } from '../../src/amp/types'
import type { SumChecked } from '../../src/app/money-state'
import { networkIdOf } from '../../src/records/network-id'
import { listen, runWitness, witnessKey, type RunningWitness } from '../witness'

export interface LedgerChecked {
  readonly symbol: string
  /** Base units. */
  readonly supply: number
  /** What the payments come to that were read and verified here. */
  readonly replayed: ReturnType<typeof supplyOf>
  readonly signed: SumChecked
}

const AMP = new Intl.NumberFormat('en', { maximumFractionDigits: 6 })

/** What is printed of it. @param isOfAccount whether an account was asked for */
export function linesOf({ symbol, supply, replayed, signed }: LedgerChecked, isOfAccount: boolean): string[] {
  const line = (what: string, units: number | null): string =>
    `${what.padEnd(26)}${units === null ? 'no number' : AMP.format(units / UNITS_PER_AMP)} ${symbol}`
  const sums = [
    line('Balances', replayed.balances),
    line('Final, not taken up yet', replayed.untaken),
    line('Locked in campaigns', replayed.locked),
    line('Together', replayed.total),
    line('Supply declared', supply),
  ]
  if (signed.at === 'no-quorum')
    return [...sums, `Witnesses with ${String(signed.votes)} votes answered: too few that say the same.`]
  const same = signed.isSameHere ? 'the same, account for account' : 'something else'
  // That an account holds nothing is never proven: a witness may keep its balance back (rule AM114).
  const ofAccount =
    signed.balance === null
      ? 'No witness showed a balance of that account.'
      : line('Proven of that account', signed.balance)
  return [
    ...sums,
    `${String(signed.signers)} witnesses signed the same sum, with the root ${signed.root}.`,
    `What was read here is ${same}.`,
    ...(isOfAccount ? [ofAccount] : []),
  ]
}

/** @param source the path of a network.json, or its address on the web */
export async function readNetwork(source: string): Promise<Record<string, unknown>> {
  return readJson(source, /^https?:/.test(source) ? await fetched(source) : await readWhole(source))
}

async function fetched(address: string): Promise<string> {
  const answer = await fetch(address).catch((error: unknown) => {
    throw new Error(`${address} cannot be reached.`, { cause: error })
  })
  if (!answer.ok) throw new Error(`${address} answers with ${String(answer.status)}.`)
  return answer.text()
}

/** @throws Error in words for who typed the path */
export function readWhole(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    const code = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new Error(code === 'ENOENT' ? `There is no file ${path}.` : `${path} cannot be read: ${code}.`, {
      cause: error,
    })
  })
}

export function readJson(source: string, text: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(text)
    if (typeof json === 'object' && json !== null) return json as Record<string, unknown>
  } catch {
    // Said below, as of JSON that is something else.
  }
  throw new Error(`${source} is no JSON of a network or a plan.`)
}

/** @param account whose balance is to be proven; null for none */
export async function checkLedger(
  network: Record<string, unknown>,
  account: AccountId | null,
): Promise<LedgerChecked> {
  return asOnlooker(network, async ({ book, checkpoints, desk }) => {
    const { manifest, terms } = await declarationOf(network)
    await desk.catchUp()
    const [anyWitness] = terms.weights.keys()
    const signed = await checkpoints.check(account ?? (anyWitness as string as AccountId))
    return { symbol: manifest.symbol, supply: terms.supply, replayed: supplyOf(book.ledger), signed }
  })
}

/** With a key that nobody knows, in a folder that is gone afterwards. */
export async function asOnlooker<T>(
  network: Record<string, unknown>,
  look: (peer: RunningWitness) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'synereo-onlooker-'))
  const key = await witnessKey(folder)
  const id = await networkIdOf(network.manifest)
  const peer = await runWitness(key, await listen(key, '127.0.0.1', 0), id, network.ledger, Date.now)
  try {
    return await look(peer)
  } finally {
    await peer.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

export async function declarationOf(network: Record<string, unknown>) {
  const read = await readDeclaration(network.ledger)
  if (!read.ok) throw new Error(read.error)
  return read.value
}
