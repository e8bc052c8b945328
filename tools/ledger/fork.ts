/** `npm run ledger -- fork`: a ledger that goes on from where another is, with witnesses of its own. */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { changesIn } from '../../src/amp/changes'
import { checkpointId, snapshotOf, type Checkpoint } from '../../src/amp/checkpoint'
import type { Leaf } from '../../src/amp/leaves'
import { MAX_ALLOCATIONS, UNITS_PER_AMP } from '../../src/amp/limits'
import type { SignedManifest, Terms } from '../../src/amp/manifest'
import { ORIGIN_FILE, writeOrigin } from '../../src/amp/origin'
import { inheritance, successionFault, type Inheritance } from '../../src/amp/succession'
import type { AccountId } from '../../src/amp/types'
import { verifyStrictly } from '../../src/identity/ed25519'
import type { RunningWitness } from '../witness'
import { asOnlooker, declarationOf } from './check'
import { foundLedger, type Founded, type FoundingPlan } from './found'

export interface Fork extends Omit<
  FoundingPlan,
  'network' | 'name' | 'symbol' | 'supply' | 'given' | 'previous'
> {
  /** Null for those of the other ledger. */
  readonly name: string | null
  readonly symbol: string | null
  /** The founder knows that not everybody goes on. */
  readonly leavesOut: boolean
}

const AMP = new Intl.NumberFormat('en', { maximumFractionDigits: 6 })

/** While payments are under way the witnesses and this onlooker hold different things. */
const ROUNDS = 10

/**
 * The checkpoint with its leaves is written beside network.json: whoever has the other ledger checks it by them.
 * Throws with a sentence for the founder, before a key is made, when not everybody goes on and they did not agree.
 * @param most accounts that go on
 */
export async function forkLedger(
  network: Record<string, unknown>,
  change: Fork,
  most = MAX_ALLOCATIONS,
): Promise<Founded> {
  const { manifest, terms: first } = await declarationOf(network)
  const { leaves, checkpoint, terms, successors } = await asOnlooker(network, (peer) =>
    signedState(peer, first),
  )
  const { allocation, supply, leftOut } = inheritance(leaves, most)
  const warning = leftOutSentence(leftOut, allocation.rows.length)
  if (warning !== null && !change.leavesOut)
    throw new Error(`${warning} If that is what you want, say it with --leave-out.`)
  const founded = await foundLedger({
    ...change,
    ...{ name: change.name ?? terms.manifest.name, symbol: change.symbol ?? manifest.symbol },
    network: { ...network, ledger: null },
    supply,
    given: new Map(allocation.rows.map(({ account, amount }) => [account, amount])),
    previous: await checkpointId(checkpoint),
  })
  const fault = await successionFault({
    ...{ manifest: founded.manifest, leaves, checkpoint, terms, most },
    verify: verifyStrictly,
  })
  if (fault !== null) throw new Error(`What was founded does not go on from the checkpoint: ${fault}.`)
  await writeFile(
    join(change.folder, ORIGIN_FILE),
    writeOrigin({ manifest, successors, checkpoint, leaves }),
    {
      flag: 'wx',
    },
  )
  return founded
}

/** Null when everybody goes on. */
export function leftOutSentence(
  { accounts, amount }: Inheritance['leftOut'],
  carried: number,
): string | null {
  if (accounts === 0) return null
  const counted = (count: number): string => count.toLocaleString('en')
  return (
    `A ledger begins with AMP in ${counted(carried)} accounts at most, so the ${counted(carried)} with the most go on. ` +
    `${counted(accounts)} with less stay out, with ${AMP.format(amount / UNITS_PER_AMP)} AMP together, which the new ledger will not have; ` +
    'in the old one they keep it.'
  )
}

interface SignedState {
  readonly leaves: readonly Leaf[]
  readonly checkpoint: Checkpoint
  /** Of the epoch that the ledger is in, whatever network.json knows of it. */
  readonly terms: Terms
  /** By which it came there. */
  readonly successors: readonly SignedManifest[]
}

async function signedState(
  { book, desk, checkpoints, finals }: RunningWitness,
  first: Terms,
): Promise<SignedState> {
  for (let round = 0; round < ROUNDS; round += 1) {
    await desk.catchUp()
    const { terms } = book.ledger
    const [anyWitness] = terms.weights.keys()
    const { checkpoint } = await checkpoints.collect(anyWitness as string as AccountId)
    const snapshot = await snapshotOf(book.ledger)
    if (
      checkpoint !== null &&
      snapshot?.tree.root.hash === checkpoint.root &&
      checkpoint.epoch === terms.epoch
    )
      return {
        leaves: snapshot.leaves,
        checkpoint,
        terms,
        successors: (await changesIn(await finals(), first)).map(({ signed }) => signed),
      }
    await new Promise((resolve) => setTimeout(resolve, 1_000))
  }
  throw new Error(
    'No quorum of the witnesses signed what was read here: they are away, or pay without a pause.',
  )
}
