import type { PlanError } from '../../app/money-state'
import { say } from '../words/words.svelte'

/** Why the plan of the next witnesses is not signed, or not told. */
export function planErrorSentence(error: PlanError): string {
  switch (error) {
    case 'no-ledger':
      return say('This network has no AMP.')
    case 'not-a-plan':
      return say('This is no plan of other witnesses.')
    case 'does-not-follow':
      return say(
        'This plan does not follow on the witnesses of now. It is of another ledger, or of another time.',
      )
    case 'bad-signature':
      return say('A signature under this plan does not hold. Ask for it anew.')
    case 'changes-more':
      return say('This plan changes more than who the witnesses are. A page does not sign it.')
    case 'no-witness':
      return say('This browser is no witness, or has lost what it said as one. It signs nothing.')
    case 'not-read':
      return say('This page is still reading the ledger. Try again in a moment.')
    case 'signed-another':
      return say('This browser has signed another plan for this change. A witness signs one only.')
    case 'too-few':
      return say('Too few of the witnesses of now have signed it.')
    case 'leader-away':
      return say('The tab that runs Synereo did not answer. Close the other tabs and try again.')
  }
}
