import { MAX_MEMO_CHARS } from '../../amp/limits'
import type {
  ConflictBlock,
  GiveUpAnswer,
  GrantAnswer,
  Movement,
  MovementState,
  ProofShown,
  SendError,
} from '../../app/money-state'
import type { PayLinkFault } from './pay-link'
import { wholeNumber } from './numbers'
import type { Pattern } from '../words/sentence'
import { pattern, say } from '../words/words.svelte'

/** What came back of a campaign may be nothing: then it says that, and no sum. */
export function movementWords({ kind, amount }: Pick<Movement, 'kind' | 'amount'>): Pattern<'person'> {
  if (amount === 0 && (kind === 'refund' || kind === 'given-back'))
    return say('A campaign of yours is over, and nothing of it was left')
  return movementKindWords(kind)
}

export function movementKindWords(kind: Movement['kind']): Pattern<'person'> {
  switch (kind) {
    case 'sent':
      return pattern('To {person}')
    case 'received':
      return pattern('From {person}')
    case 'granted':
      return say('From a witness, to begin with')
    case 'campaign':
      return say('Locked to amplify a post')
    case 'refund':
      return say('Back from a campaign')
    case 'given-back':
      return say('Back from a campaign of yours, which others closed while you were away')
    case 'paid-for-attention':
      return pattern('For your attention, from {person}')
  }
}

/** @param isBehind another one waits before it, so that it is not under way yet */
export function keptSentence(amount: string, name: string, isBehind: boolean): string {
  return isBehind
    ? say('{amount} AMP for {name}: kept here, and sent when the payment before it is through.', {
        ...{ amount, name },
      })
    : say('{amount} AMP for {name}: kept here, and final as soon as the witnesses have confirmed it.', {
        ...{ amount, name },
      })
}

/**
 * The payment or campaign that the witnesses can be asked to cancel, if there is one: not all that waits is, and what is
 * confirmed will be finished.
 */
export function cancellable(movements: readonly Movement[]): string | null {
  const waiting = movements.findLast(
    ({ kind, state }) => (kind === 'sent' || kind === 'campaign') && state.at === 'pending',
  )
  return waiting?.id ?? null
}

export function conflictKindWords(kind: ConflictBlock['kind']): Pattern<'person'> {
  switch (kind) {
    case 'taken-up':
      return say('What came to you is taken up')
    case 'moved':
      return say('The device that spends changes')
    case 'sent':
    case 'campaign':
    case 'refund':
      return movementKindWords(kind)
  }
}

/** @param isAskedToCancel its owner has asked the witnesses for that */
export function movementSentence(state: MovementState, isAskedToCancel = false): string {
  switch (state.at) {
    case 'saved':
      if (state.waitsFor === 'not-the-owner')
        return say('saved here, and paid once this device spends from your account again')
      return state.waitsFor === 'busy'
        ? say('saved here, and sent when what waits before it is through')
        : say('saved here, not sent yet')
    case 'pending':
      if (state.isForked) return say('in conflict: two payments were signed for the same place')
      if (isAskedToCancel) return say('asked to be cancelled; it waits for the witnesses')
      if (state.refused !== null)
        return say('the witnesses refuse it for now ({why})', { why: ruleName(state.refused) })
      return state.votes === 0
        ? say('sent, no witness has answered yet')
        : say(
            'sent; {votes} of the {needed} votes it needs are there, the other witnesses have not answered',
            {
              votes: state.votes,
              needed: state.needed,
            },
          )
    case 'certified':
      return say('confirmed, settling')
    case 'final':
      return say('final')
    case 'void':
      return say('cancelled, the money is back')
    case 'rejected':
      return say('did not happen ({why})', { why: ruleName(state.why) })
  }
}

/** The name of a rule of the ledger (amp/gate.ts, amp/judge.ts), for who wants to look it up. */
export function ruleName(why: string): string {
  return why.replaceAll('-', ' ')
}

export function sendErrorSentence(error: SendError): string {
  switch (error) {
    case 'no-ledger':
      return say('There is no AMP on this network.')
    case 'no-identity':
      return say('Begin first: nobody owns this browser yet.')
    case 'to-yourself':
      return say('You cannot send AMP to yourself.')
    case 'not-an-amount':
      return say('Type an amount above zero, with at most six decimals.')
    case 'not-a-memo':
      return say('A memo is one line of at most {count} characters, all of which can be seen.', {
        count: wholeNumber(MAX_MEMO_CHARS),
      })
    case 'no-offers':
      return say('Nobody would be offered anything, so nothing is sent.')
    case 'too-little':
      return say('You do not have that much.')
    case 'another-device':
      return say('Another of your devices spends from this account. Move it here first.')
    case 'broken':
      return say('The ledger contradicts itself, so nothing is sent. Nothing of yours was changed.')
    case 'leader-away':
      return say(
        'The tab that runs Synereo did not answer. It may have been sent nevertheless; then it stands among the movements. The same sent again from here is not paid twice.',
      )
  }
}

/** Why no starter AMP came. */
export function grantSentence(answer: Exclude<GrantAnswer, 'granted'>): string {
  switch (answer) {
    case 'refused':
      return say(
        'The witnesses who answered gave none. Each gives once to a person, and to so many in a day: tomorrow it may have some again.',
      )
    case 'away':
      return say('No witness answered, so nobody gave starter AMP. Try again later.')
  }
}

/** What came of a press on the button that cancels. */
export function giveUpSentence(answer: GiveUpAnswer): string {
  switch (answer) {
    case 'asked':
      return say('The witnesses are asked to cancel it. If it was confirmed already, it will be finished.')
    case 'too-late':
      return say('It was too late: this one waits no more, so nobody was asked to cancel it.')
    case 'away':
      return say(
        'The tab that runs Synereo did not answer, so the witnesses may not have been asked. If it still waits, try again.',
      )
  }
}

/** Why an address that asks for AMP fills in nothing. */
export function payLinkSentence(fault: PayLinkFault): string {
  switch (fault) {
    case 'nobody':
      return say('This link asks for AMP for nobody: the address in it is damaged. Ask for it again.')
    case 'amount':
      return say('The amount in this link is none. Ask for it again; nothing was filled in.')
    case 'memo':
      return say('The memo in this link is too long or damaged. Ask for it again; nothing was filled in.')
    case 'unknown':
      return say('This link asks for something that this page does not know. Nothing was filled in.')
  }
}

/** What witnesses said of a block, and what follows from it. */
export function proofSentence({ stage, votes, needed, allVotes }: ProofShown): string {
  const numbers = { count: votes, needed, all: allVotes }
  switch (stage) {
    case 'vote':
      return say(
        '{count} of the {all} votes of the witnesses are for this block and for no other in its place; {needed} are needed.',
        numbers,
      )
    case 'ack':
      return votes >= needed
        ? say(
            'Witnesses with {count} of {all} votes signed that they hold {needed} votes for it, so it is final. Their signatures:',
            numbers,
          )
        : say(
            'Witnesses with {count} of {all} votes signed that they hold {needed} votes for it; it is final with {needed}.',
            numbers,
          )
    case 'vow':
    case 'void':
      return say(
        'Witnesses with {count} of {all} votes signed that nothing in this place will ever be final; {needed} are needed.',
        numbers,
      )
  }
}
