/** A witness of a ledger that runs without a page: a peer with a key that the manifest lists, and its log on disk. */
import './node-20'
import { randomBytes } from 'node:crypto'
import { access, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setImmediate, setTimeout as pause } from 'node:timers/promises'
import { generateKeyPair, privateKeyFromProtobuf, privateKeyToProtobuf } from '@libp2p/crypto/keys'
import type { PrivateKey } from '@libp2p/interface'
import { createLibp2p } from 'libp2p'
import { Book } from '../src/amp/book'
import { readDeclaration } from '../src/amp/declaration'
import { Ledger } from '../src/amp/ledger'
import { Participant } from '../src/amp/participant'
import type { Purse } from '../src/amp/purse'
import { Witness } from '../src/amp/witness'
import { CheckpointDesk } from '../src/app/checkpoint-desk'
import { GrantDesk } from '../src/app/grant-desk'
import { LedgerDesk } from '../src/app/ledger-desk'
import { verifyStrictly } from '../src/identity/ed25519'
import { deviceIdFrom } from '../src/identity/person-id'
import type { DeviceSigner } from '../src/identity/types'
import { ledgerTopic } from '../src/peer/config'
import { LedgerLine } from '../src/peer/ledger-line'
import type { NetworkId } from '../src/records/types'
import { HeldPayments, UNDECIDED } from './held-payments'
import { LOCAL_LIMITS, onTopicChanges, openNode, patienceWithGuests, withDoor } from './open-node'
import { WitnessFile } from './witness-log'

export interface WitnessKey {
  readonly signer: DeviceSigner
  /** The folder holds no log yet: nothing was ever said with this key. */
  readonly isNew: boolean
  /** Something was, and the log in which it stood is gone. */
  readonly hasLostLog: boolean
  readonly folder: string
  readonly libp2pKey: PrivateKey
}

export interface RunningWitness {
  readonly key: WitnessKey
  readonly book: Book
  readonly purse: Purse
  readonly checkpoints: CheckpointDesk
  /** Where it may be asked. */
  readonly address: string
  readonly desk: LedgerDesk
  /** What became final and how the epochs ended, in order, as it is kept. */
  readonly finals: () => Promise<readonly Uint8Array[]>
  /** How often an owner was seen to sign two blocks for one place. */
  forks(): number
  stop(): Promise<void>
}

/** Whether a checkpoint is due, and whether payments are held, is looked for this often; a look alone costs nothing. */
const LOOK_MS = 5_000

/** The key in this folder, made when there is none. @throws Error where it lost what it said */
export async function witnessKey(folder: string): Promise<WitnessKey> {
  const key = await keyIn(folder)
  refuseLost(key)
  return key
}

/** The same, also of a witness that must not go on: its ledger names it all the same. */
export async function keyIn(folder: string): Promise<WitnessKey> {
  await mkdir(folder, { recursive: true })
  const file = join(folder, 'witness.key')
  const isNew = !(await exists(join(folder, 'said.log')))
  const hadKey = await exists(file)
  const hasLostLog = hadKey && isNew && (await exists(join(folder, 'began')))
  if (!hadKey) await writeFile(file, privateKeyToProtobuf(await generateKeyPair('Ed25519')), { mode: 0o600 })
  const libp2pKey = privateKeyFromProtobuf(await readFile(file))
  const device = deviceIdFrom(libp2pKey.publicKey.raw)
  const signer: DeviceSigner = {
    device,
    sign: async (message) => new Uint8Array(await libp2pKey.sign(message)),
  }
  return { signer, isNew, hasLostLog, folder, libp2pKey }
}

function refuseLost({ folder, hasLostLog }: WitnessKey): void {
  if (hasLostLog)
    throw new Error(
      `The log of the witness in ${folder} is gone. A witness that forgot what it said must not go on.`,
    )
}

/** Opens the way to a witness; it answers once it is told of its ledger. */
export async function listen(
  key: Pick<WitnessKey, 'libp2pKey'>,
  host: string,
  port: number,
  limits = LOCAL_LIMITS,
) {
  const patience = patienceWithGuests()
  const open = openNode({ privateKey: key.libp2pKey, host, port, limits, patience })
  const node = await createLibp2p({
    ...open,
    // The other witnesses may be in the same house, or speak in the clear.
    connectionGater: { ...open.connectionGater, denyDialMultiaddr: () => false },
  })
  const stop = withDoor(node, limits)
  // It is on the topic of its ledger and carries no others, so what its guests are on is only counted.
  onTopicChanges(node, limits, () => undefined)
  await node.start()
  const [address] = node.getMultiaddrs()
  if (address === undefined) throw new Error('expected an address to be asked at')
  return { node, address: address.toString(), limits, patience, stop }
}

/** A key that the ledger does not name only looks on, and spends what its account has. */
export async function runWitness(
  key: WitnessKey,
  { node, address, limits, patience, stop }: Awaited<ReturnType<typeof listen>>,
  network: NetworkId,
  declared: unknown,
  now: () => number,
  decided = UNDECIDED,
): Promise<RunningWitness> {
  refuseLost(key)
  const read = await readDeclaration(declared)
  if (!read.ok) throw new Error(read.error)
  const declaration = read.value
  const log = await WitnessFile.open(join(key.folder, 'said.log'), key.isNew)
  await writeFile(join(key.folder, 'began'), '')
  const { signer } = key
  const book = new Book(new Ledger(declaration.terms, declaration.allocation.rows), declaration.ends)
  // Silent in an epoch that does not name it: the next may.
  const witness = new Witness({
    book,
    signer,
    log,
    memory: log.witnessMemory(),
    now,
    breathe: setImmediate,
  })
  const grants = new GrantDesk({
    ...{ book, witness, signer, log, memory: log.ownerMemory(), now },
    // It is no copy of a browser, and what it promises at its start waits in line until it has read the ledger.
    maySign: () => true,
    wished: () => void desk.pump(false),
  })
  const { purse } = grants
  let forks = 0
  const checkpoints = new CheckpointDesk({
    ...{ book, witness, signer, verify: verifyStrictly, now },
    askEach: (question) => desk.askEach(question),
    catchUp: () => desk.catchUp(),
    breathe: setImmediate,
    wait: (ms) => pause(ms),
  })
  const desk: LedgerDesk = new LedgerDesk({
    declaration,
    participant: new Participant(book, witness, [purse]),
    store: log,
    verify: verifyStrictly,
    mark: randomBytes(12).toString('hex'),
    changed: () => undefined,
    failed: (error) =>
      console.error(`The log in ${key.folder} could not be written. It is tried again.`, error),
    broken: () => console.error('The ledger contradicts itself: more than a third of its witnesses are bad.'),
    lied: (liar) =>
      console.error(`The witness ${liar} said what no honest one says, or somebody has its key.`),
    forked: () => {
      forks += 1
    },
    attest: (asked) => checkpoints.attest(asked),
    sealed: (asked) => checkpoints.sealed(asked),
    grant: (to) => grants.grant(to),
  })
  await desk.load()
  if (witness.hasForgotten)
    console.error(
      `The log in ${key.folder} lacks what this witness said. It votes no more, since it might say otherwise now. Found its successor with another key.`,
    )
  const line = new LedgerLine(
    node,
    ledgerTopic(network, declaration.terms.ledger),
    {
      answer: (_from, ...question) => desk.answer(...question),
      hear: (fact) => desk.hear(fact),
      misbehaved: (from) => patience.misbehaved(from),
      now,
    },
    { messagesPerS: limits.messagesPerS, peers: limits.connections },
  )
  await line.start()
  desk.start(line, now)
  const held = new HeldPayments({
    ...{ purse, decided, folder: key.folder, witness: signer.device, symbol: declaration.manifest.symbol },
    now,
    tell: (text) => console.error(text),
    released: () => void desk.pump(false),
  })
  const looking = setInterval(() => {
    void checkpoints.seal()
    void held.look()
  }, LOOK_MS)
  let stopping: Promise<void> | null = null
  const end = async (): Promise<void> => {
    clearInterval(looking)
    desk.stop()
    await line.stop()
    await stop()
    await log.close()
  }
  void log.takenOver.then((error) => {
    console.error(error.message)
    stopping ??= end()
  })
  return {
    key,
    ...{ address, desk, book, purse, checkpoints },
    finals: () => log.finals(),
    forks: () => forks,
    stop: () => (stopping ??= end()),
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
