import type { MovementState, SendError } from '../../app/money-state'

export function movementSentence(state: MovementState): string {
  switch (state.at) {
    case 'saved':
      return 'saved here, not sent yet'
    case 'pending':
      if (state.isForked) return 'in conflict: two payments were signed for the same place'
      if (state.refused !== null)
        return `the witnesses refuse it for now (${state.refused.replaceAll('-', ' ')})`
      return state.votes === 0
        ? 'sent, no witness has answered yet'
        : `sent, waiting for witnesses (${String(state.votes)} of ${String(state.needed)})`
    case 'certified':
      return 'confirmed, settling'
    case 'final':
      return 'final'
    case 'void':
      return 'cancelled, the money is back'
    case 'rejected':
      return `did not happen (${state.why.replaceAll('-', ' ')})`
  }
}

export const SEND_SENTENCES: Readonly<Record<SendError, string>> = {
  'no-ledger': 'There is no AMP on this network.',
  'no-identity': 'Begin first: nobody owns this browser yet.',
  'to-yourself': 'You cannot send AMP to yourself.',
  'not-an-amount': 'Type an amount above zero, with at most six decimals.',
  'no-offers': 'Nobody would be offered anything: attend people first, or give more.',
  'too-little': 'You do not have that much.',
  'another-device': 'Another of your devices spends from this account. Move it here first.',
  broken: 'The ledger contradicts itself, so nothing is sent. Nothing of yours was changed.',
  'leader-away': 'The tab that runs Synereo did not answer. Nothing was sent.',
}
