/** The same acts as the leader's, asked of it from another tab of the browser. */
import { err } from '../lib/result'
import type { Acts } from './acts'
import { LeaderAwayError, LeaderFailedError, type CallHandler, type Tabs } from './tabs'

/** Every act, and what it comes to when the leader does not answer, or could not do it. */
const WHEN_AWAY: { readonly [K in keyof Acts]: Awaited<ReturnType<Acts[K]>> } = {
  begin: err('leader-away'),
  recover: err('leader-away'),
  confirmWords: undefined,
  publish: err({ reason: 'leader-away' }),
  addImage: err('leader-away'),
  image: null,
  inviteToken: null,
  openInvite: err('damaged'),
  openPairing: err('leader-away'),
  pairWith: err('leader-away'),
  closePairing: undefined,
  traffic: new Map(),
  addRelay: err('leader-away'),
  removeRelay: undefined,
  resetRelays: undefined,
  visit: undefined,
  visitNamed: false,
  importArchive: err('leader-away'),
  letGo: undefined,
  keepWithinBudget: undefined,
  purge: undefined,
  pin: err('unreachable'),
  writeLetter: err('leader-away'),
  introduce: err({ reason: 'leader-away', about: null }),
  answerIntroduction: err('leader-away'),
  sendAmp: err('leader-away'),
  offers: null,
  amplify: err('leader-away'),
  claimView: false,
  starterAmp: 'away',
  giveUpPayment: 'away',
  decideHeld: false,
  withdrawPayment: false,
  checkSum: null,
  ampProof: null,
  forkProofs: [],
  spendFromHere: false,
  planWitnesses: err('leader-away'),
  ledgerForSite: null,
}

/** The acts of whoever leads. */
export function follow(tabs: Tabs): Acts {
  const asked = Object.entries(WHEN_AWAY).map(([act, whenAway]) => [act, asker(tabs, act, whenAway)])
  // Both ends are the same build: a new one is served only after all tabs have been closed.
  return Object.fromEntries(asked) as Acts
}

function asker(tabs: Tabs, act: string, whenAway: unknown): (...args: unknown[]) => Promise<unknown> {
  return async (...args) => {
    try {
      // Signals cannot be sent: they stay here, and the leader has time limits of its own.
      return await tabs.call(
        act,
        args.filter((arg) => !(arg instanceof AbortSignal)),
      )
    } catch (error) {
      // Where nothing is said of how it went, what failed would pass for done.
      const hasWord = error instanceof LeaderFailedError && whenAway !== undefined
      if (!hasWord && !(error instanceof LeaderAwayError)) throw error
      return whenAway
    }
  }
}

/** Answers a follower's calls with the leader's acts. */
export function serveActs(acts: Acts): CallHandler {
  return (act, args) =>
    (acts[act as keyof Acts] as (...args: readonly unknown[]) => Promise<unknown>)(...args)
}
