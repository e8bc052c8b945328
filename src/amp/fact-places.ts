/** Of a fact, what witnesses say in it, and the place that it is about. */
import type { Fact } from './facts'
import { slotOf } from './slots'
import type { Quorum, Statement } from './statements'
import type { Slot } from './types'

/** Null for a fact in which no witness says anything of a place. */
export function wordsIn(fact: Fact): Statement | Quorum | null {
  switch (fact.t) {
    case 'said':
      return fact.statement
    case 'begin':
      return fact.said
    case 'quorum':
      return fact.quorum
    case 'turn':
      return fact.turn.quorum
    case 'final':
    case 'certified':
      return fact.final.proof
    case 'block':
    case 'table':
    case 'receipt':
    case 'plea':
    case 'forked':
    case 'closing':
    case 'report':
    case 'twice':
    case 'lie':
    case 'successor':
    case 'page':
      return null
  }
}

/** The place that a fact is about, if it is about one. */
export function askedSlot(fact: Fact): Slot | null {
  switch (fact.t) {
    case 'block':
      return slotOf(fact.signed.block)
    case 'receipt':
      return { kind: 'claim', campaign: fact.receipt.campaign, viewer: fact.receipt.viewer }
    case 'said':
      return fact.statement.slot
    case 'quorum':
      return fact.quorum.slot
    case 'final':
    case 'certified':
      return fact.final.proof.slot
    case 'table':
    case 'plea':
    case 'forked':
    case 'closing':
    case 'report':
    case 'twice':
    case 'lie':
    case 'successor':
    case 'begin':
    case 'page':
    case 'turn':
      return null
  }
}
