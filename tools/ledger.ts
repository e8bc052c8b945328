/** `npm run ledger -- found|fork|succeed|sign|announce|check …`: AMP of one's own, other witnesses, and whether it adds up. */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import './node-20'
import { USUAL } from '../src/amp/founding'
import { UNITS_PER_AMP } from '../src/amp/limits'
import type { AccountId, KeyId } from '../src/amp/types'
import { parsePersonId } from '../src/identity/person-id'
import { checkLedger, linesOf, readNetwork } from './ledger/check'
import { forkLedger } from './ledger/fork'
import { foundLedger, type Founded } from './ledger/found'
import {
  announceAt,
  announceSuccession,
  planSuccession,
  signedSuccessor,
  signSuccession,
  withSuccessor,
} from './ledger/succeed'
import { ROOT } from './site'

const USAGE = `usage:
  npm run ledger -- found FOLDER     makes witnesses and a network.json in FOLDER
    --network FILE     the network.json of the site (public/network.json)
    --name NAME        of the ledger (the site's name)
    --symbol SYMBOL    (AMP)
    --supply AMP       all there will ever be (1000000)
    --witnesses COUNT  that get new keys (4)
    --key KEY          a witness that has its key already; as often as there are any
    --give ID=AMP      who begins with how much; as often as wanted. The rest is the witnesses'
    --grant AMP        for each newcomer, from the witnesses' parts (100)
    --fee PPM          of a campaign's budget, for the witnesses (10000)
    --host HOST        at which the new witnesses will be asked (127.0.0.1)
    --port PORT        of the first; each other takes the next (4201)
    --secure           they stand behind something that speaks TLS
  npm run ledger -- fork NETWORK FOLDER     goes on from where that ledger is, with other witnesses:
    the options above, but --network, --supply and --give; --grant is 0 if not told
    --leave-out        where more than 50,000 accounts hold AMP: those with the least stay out
  npm run ledger -- succeed NETWORK FOLDER     the same ledger with other witnesses: plans it in FOLDER/successor.json
    --without KEY      a witness of now that is none any more; as often as wanted
    --witnesses COUNT  that get new keys (0), with --host, --port and --secure as above; ports of those that stay
                       at that host are passed over
    --key KEY[=ADDRESS]  a new one that has its key already, and where it may be asked; as often as wanted
  npm run ledger -- sign NETWORK PLAN STATE_DIR     a witness of now signs PLAN, FOLDER/successor.json, with its own key
  npm run ledger -- announce NETWORK PLAN     once enough have signed: NETWORK names it, and the witnesses change
  npm run ledger -- check NETWORK [ACCOUNT]     reads every payment, and has the witnesses sign the sum.
    NETWORK is the path or the address of a network.json`

async function main(args: readonly string[]): Promise<void> {
  const [command, ...rest] = args
  if (command === 'found') return found(rest)
  if (command === 'fork') return fork(rest)
  if (command === 'succeed') return succeed(rest)
  if (command === 'sign') return sign(rest)
  if (command === 'announce') return announce(rest)
  if (command === 'check') return check(rest)
  throw new Error(USAGE)
}

async function found(args: string[]): Promise<void> {
  const { values, positionals } = optionsOf(args)
  const [folder] = positionals
  if (folder === undefined || positionals.length > 1) throw new Error(USAGE)
  const network = await readNetwork(values.network ?? join(ROOT, 'public/network.json'))
  tell(
    await foundLedger({
      ...{ folder, network, previous: null, ...witnessesOf(values, USUAL.grantAmp) },
      name: values.name ?? String(network.name),
      symbol: values.symbol ?? USUAL.symbol,
      supply: amp('--supply', values.supply ?? String(USUAL.supplyAmp)),
      given: gifts(values.give ?? []),
    }),
  )
}

async function fork(args: string[]): Promise<void> {
  const { values, positionals } = optionsOf(args)
  const [source, folder] = positionals
  if (source === undefined || folder === undefined || positionals.length > 2) throw new Error(USAGE)
  const { supply, give, network: site } = values
  if (supply !== undefined || give !== undefined || site !== undefined)
    throw new Error('A ledger that goes on begins with the supply, the balances and the site of the other.')
  const change = {
    folder,
    name: values.name ?? null,
    symbol: values.symbol ?? null,
    leavesOut: values['leave-out'] ?? false,
    ...witnessesOf(values, 0),
  }
  tell(await forkLedger(await readNetwork(source), change))
}

async function succeed(args: string[]): Promise<void> {
  const { values, positionals } = optionsOf(args)
  const [source, folder] = positionals
  if (source === undefined || folder === undefined || positionals.length > 2) throw new Error(USAGE)
  const { file, manifest, witnesses } = await planSuccession({
    ...{ network: await readNetwork(source), folder },
    without: (values.without ?? []).map((key) => idFrom('--without', key) as string as KeyId),
    newWitnesses: whole('--witnesses', values.witnesses ?? '0'),
    others: new Map((values.key ?? []).map(keyAndAddress)),
    host: values.host ?? '127.0.0.1',
    port: whole('--port', values.port ?? '4201'),
    isSecure: values.secure ?? false,
  })
  console.log(`The witnesses of epoch ${String(manifest.epoch)} are planned in ${file}:`)
  for (const { key } of manifest.witnesses) console.log(`  ${key}`)
  console.log('Let enough of the witnesses of now sign it, each where its key is:')
  console.log(`  npm run ledger -- sign ${source} ${file} STATE_DIR`)
  console.log(`Then: npm run ledger -- announce ${source} ${file}`)
  if (witnesses.length > 0) console.log('After that, give each new witness its folder, and let it run:')
  for (const { stateDir, port } of witnesses)
    console.log(`  NETWORK=${source} STATE_DIR=${stateDir} WITNESS_PORT=${String(port)} npm run helper`)
}

function keyAndAddress(text: string): readonly [KeyId, string | null] {
  const [key = '', address] = text.split('=')
  return [idFrom('--key', key) as string as KeyId, address ?? null]
}

async function sign(args: readonly string[]): Promise<void> {
  const [source, file, stateDir] = args
  if (source === undefined || file === undefined || stateDir === undefined || args.length > 3)
    throw new Error(USAGE)
  const { weight, needed } = await signSuccession(await readNetwork(source), file, join(stateDir, 'witness'))
  const isEnough = weight >= needed ? ' That is enough: announce it.' : ''
  console.log(`Signed: a weight of ${String(weight)} of the ${String(needed)} that are needed.${isEnough}`)
}

async function announce(args: readonly string[]): Promise<void> {
  const [source, file] = args
  if (source === undefined || file === undefined || args.length > 2) throw new Error(USAGE)
  const network = await readNetwork(source)
  const { signed } = await signedSuccessor(network, file)
  const isOnTheWeb = /^https?:/.test(source)
  console.log(
    isOnTheWeb
      ? `Put this in the place of ${source}:\n${JSON.stringify(withSuccessor(network, signed), null, 2)}\n`
      : `${source} names the new witnesses now. Put it beside the page, and let them run.`,
  )
  const isDone = isOnTheWeb ? await announceSuccession(network, file) : await announceAt(source, file)
  console.log(
    isDone
      ? 'The witnesses have changed. Put NETWORK beside the page again: it says with what the epoch ended, and whoever comes new believes no other end. Those that left should destroy their witness.key now: enough stolen keys could sign another end for who has an older NETWORK.'
      : 'The witnesses have been told and have not changed yet: too few of the old ones run. They go on by themselves; to tell them again, repeat this.',
  )
  process.exitCode = isDone ? 0 : 1
}

function optionsOf(args: string[]) {
  const text = { type: 'string' } as const
  return parseArgs({
    args,
    allowPositionals: true,
    options: {
      ...{ network: text, name: text, symbol: text, supply: text, witnesses: text, grant: text, fee: text },
      ...{ host: text, port: text, secure: { type: 'boolean' } },
      'leave-out': { type: 'boolean' },
      ...{ key: { type: 'string', multiple: true }, give: { type: 'string', multiple: true } },
      without: { type: 'string', multiple: true },
    },
  })
}

/** New witnesses of a ledger that goes on have nothing to grant from. */
function witnessesOf(values: ReturnType<typeof optionsOf>['values'], usualGrantAmp: number) {
  return {
    newWitnesses: whole('--witnesses', values.witnesses ?? '4'),
    others: (values.key ?? []).map((key) => idFrom('--key', key) as string as KeyId),
    grant: amp('--grant', values.grant ?? String(usualGrantAmp)),
    feePpm: whole('--fee', values.fee ?? String(USUAL.feePpm)),
    host: values.host ?? '127.0.0.1',
    port: whole('--port', values.port ?? '4201'),
    isSecure: values.secure ?? false,
  }
}

function tell({ networkFile, witnesses }: Founded): void {
  console.log(`The ledger is declared in ${networkFile}. Put that file beside the page.`)
  console.log('Give each witness its folder, to one person each, and let it run:')
  for (const { stateDir, port } of witnesses)
    console.log(`  NETWORK=${networkFile} STATE_DIR=${stateDir} WITNESS_PORT=${String(port)} npm run helper`)
}

async function check(args: readonly string[]): Promise<void> {
  const [source, account] = args
  if (source === undefined || args.length > 2) throw new Error(USAGE)
  const owner = account === undefined ? null : idFrom('ACCOUNT', account)
  const checked = await checkLedger(await readNetwork(source), owner)
  for (const line of linesOf(checked, owner !== null)) console.log(line)
  const { supply, replayed, signed } = checked
  const isWhole = replayed.total === supply && signed.at === 'signed' && signed.isSameHere
  process.exitCode = isWhole ? 0 : 1
}

function gifts(texts: readonly string[]): Map<AccountId, number> {
  const given = new Map<AccountId, number>()
  for (const text of texts) {
    const [id = '', amount = ''] = text.split('=')
    const account = idFrom('--give', id)
    if (given.has(account)) throw new Error(`--give: ${id} is named twice.`)
    given.set(account, amp('--give', amount))
  }
  return given
}

function idFrom(option: string, text: string): AccountId {
  const id = parsePersonId(text)
  if (id === null) throw new Error(`${option}: "${text}" is no id.`)
  return id
}

function amp(option: string, text: string): number {
  const units = whole(option, text) * UNITS_PER_AMP
  if (!Number.isSafeInteger(units)) throw new Error(`${option}: ${text} AMP are too many.`)
  return units
}

function whole(option: string, text: string): number {
  if (!/^\d+$/.test(text)) throw new Error(`${option} must be a whole number, got "${text}".`)
  return Number(text)
}

try {
  await main(process.argv.slice(2))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exitCode = 1
}
