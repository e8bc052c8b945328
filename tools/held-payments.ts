/**
 * What a witness without a page holds (rule AM113): payments in line in the copy from which its folder was put back. They
 * are told of, with a name, and wait until whoever runs it starts it once with a word for that name (rule AM122).
 */
import { createHash } from 'node:crypto'
import { parseArgs } from 'node:util'
import { UNITS_PER_AMP } from '../src/amp/limits'
import type { Purse } from '../src/amp/purse'
import type { Wish } from '../src/amp/wish'
import { err, ok, type Result } from '../src/lib/result'

/** By the names of what was held: a word that stays in a script says nothing of what a later copy holds. */
export interface HeldDecision {
  readonly pay: ReadonlySet<string>
  readonly withdraw: ReadonlySet<string>
}

export const UNDECIDED: HeldDecision = { pay: new Set(), withdraw: new Set() }
export const HELD_HELP = `--pay-held NAME, --withdraw-held NAME  what becomes of payments that a witness holds since its folder was put back from
  an older copy: it says so itself, and the NAME`

const NAME_LENGTH = 8
/** More would hide what is to be done. */
const MAX_TOLD = 5

/** The error is a sentence. */
export function heldDecision(args: readonly string[]): Result<HeldDecision, string> {
  const names = { type: 'string', multiple: true } as const
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { 'pay-held': names, 'withdraw-held': names },
    })
    const [pay, withdraw] = [new Set(values['pay-held']), new Set(values['withdraw-held'])]
    const both = [...pay].find((name) => withdraw.has(name))
    return both === undefined ? ok({ pay, withdraw }) : err(`${both} cannot be paid and withdrawn.`)
  } catch (error) {
    return err(error instanceof Error ? error.message : String(error))
  }
}

export interface HeldInit {
  readonly purse: Pick<Purse, 'held' | 'release' | 'withdraw'>
  readonly decided: HeldDecision
  readonly folder: string
  /** The key of the witness: others may hold payments to the same people. */
  readonly witness: string
  readonly symbol: string
  readonly now: () => number
  readonly tell: (line: string) => void
  /** They may be signed now. */
  readonly released: () => void
}

export class HeldPayments {
  readonly #init: HeldInit
  #told = ''

  constructor(init: HeldInit) {
    this.#init = init
  }

  /** Does what was said of what is held now, or tells of it, once. */
  async look(): Promise<void> {
    const { purse, decided, folder, witness, now, tell, released } = this.#init
    const held = purse.held()
    if (held.length === 0) return
    const name = heldName(witness, held)
    if (decided.withdraw.has(name)) {
      for (const { id } of held) await purse.withdraw(id)
      tell(`${name} is withdrawn: of what the witness in ${folder} held nothing is paid.`)
    } else if (decided.pay.has(name)) {
      await purse.release(now())
      tell(`${name} is paid: what the witness in ${folder} held goes on.`)
      released()
    } else if (name !== this.#told) {
      this.#told = name
      for (const line of this.#lines(name, held)) tell(line)
    }
  }

  #lines(name: string, held: readonly Wish[]): string[] {
    const { folder, symbol } = this.#init
    const each = held.slice(0, MAX_TOLD).map((wish) => `  ${told(wish, symbol)}`)
    return [
      `The witness in ${folder} was put back from an older copy: it has paid since then, and does not remember it.`,
      `${String(held.length)} of its payments waited in the copy and may have been made already, so they are held:`,
      ...each,
      ...(held.length > MAX_TOLD ? [`  and ${String(held.length - MAX_TOLD)} more`] : []),
      'All else goes on. To decide on these, stop it, and start it as before with one of these at the end, for this once:',
      `  npm … -- --withdraw-held ${name}   they are not paid; who lacks starter AMP can ask another witness`,
      `  npm … -- --pay-held ${name}   they are paid, also those that were paid already`,
    ]
  }
}

function heldName(witness: string, held: readonly Wish[]): string {
  const hash = createHash('sha256')
  for (const id of [witness, ...held.map((wish) => wish.id).sort()]) hash.update(`${id}\n`)
  return hash.digest('hex').slice(0, NAME_LENGTH)
}

function told(wish: Wish, symbol: string): string {
  if (wish.t === 'send') return `${String(wish.amount / UNITS_PER_AMP)} ${symbol} to ${wish.to}`
  return wish.t === 'sponsor' ? `${String(wish.terms.budget / UNITS_PER_AMP)} ${symbol} for a campaign` : ''
}
