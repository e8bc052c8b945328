import type { MovementState, SendError } from '../../app/money-state'
import { say } from '../words/words.svelte'

export function movementSentence(state: MovementState): string {
  switch (state.at) {
    case 'saved':
      return say('saved here, not sent yet')
    case 'pending':
      if (state.isForked) return say('in conflict: two payments were signed for the same place')
      if (state.refused !== null)
        return say('the witnesses refuse it for now ({why})', { why: ruleName(state.refused) })
      return state.votes === 0
        ? say('sent, no witness has answered yet')
        : say('sent, waiting for witnesses ({votes} of {needed})', {
            votes: state.votes,
            needed: state.needed,
          })
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
function ruleName(why: string): string {
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
    case 'no-offers':
      return say('Nobody would be offered anything: attend people first, or give more.')
    case 'too-little':
      return say('You do not have that much.')
    case 'another-device':
      return say('Another of your devices spends from this account. Move it here first.')
    case 'broken':
      return say('The ledger contradicts itself, so nothing is sent. Nothing of yours was changed.')
    case 'leader-away':
      return say('The tab that runs Synereo did not answer. Nothing was sent.')
  }
}
