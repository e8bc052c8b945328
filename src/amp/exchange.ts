/** What one peer asks another over a stream of its own, and what it is answered. Gossip carries single facts besides. */
import { decodeCanonical, encodeCanonical } from '../records/codec'
import { checkpointShape, checkpointWordShape, leafProofShape } from './checkpoint'
import { MAX_FACTS_PER_EXCHANGE, MAX_TABLE_BYTES } from './limits'
import {
  account,
  blockId,
  bytes,
  constant,
  count,
  list,
  map,
  nullable,
  text,
  variants,
  type Typed,
} from './shape'
import { slotShape } from './slots'

const factBytesShape = bytes(1, MAX_TABLE_BYTES)
const MAX_FAULT_CHARS = 40
const MAX_MARK_CHARS = 40

const requestShape = variants('t', {
  /** Vote, acknowledge, vow or report on these, and say what you said of them before. */
  ask: map({ t: constant('ask'), facts: list(factBytesShape, 0, MAX_FACTS_PER_EXCHANGE) }),
  /** What became final after the place `from` of your list; `mark` names the list. */
  since: map({ t: constant('since'), mark: text(0, MAX_MARK_CHARS), from: count }),
  /** Which double spends you know. */
  proofs: map({ t: constant('proofs') }),
  /** Starter AMP for an account, on networks that give some. */
  grant: map({ t: constant('grant'), account }),
  /** The root over all that you hold as final, signed, and the path to this account. */
  checkpoint: map({ t: constant('checkpoint'), account }),
  /** The last root that a quorum signed alike, and the path to this account in it. */
  sealed: map({ t: constant('sealed'), account }),
})
export type ExchangeRequest = Typed<typeof requestShape>

const answerShape = variants('t', {
  facts: map({
    t: constant('facts'),
    facts: list(factBytesShape, 0, MAX_FACTS_PER_EXCHANGE),
    refusals: list(
      map({ slot: slotShape, value: blockId, fault: text(1, MAX_FAULT_CHARS) }),
      0,
      MAX_FACTS_PER_EXCHANGE,
    ),
  }),
  /** Ask again from `next` on while `isMore` is 1. */
  finals: map({
    t: constant('finals'),
    facts: list(factBytesShape, 0, MAX_FACTS_PER_EXCHANGE),
    mark: text(1, MAX_MARK_CHARS),
    next: count,
    isMore: count,
  }),
  granted: map({ t: constant('granted') }),
  checkpoint: map({
    t: constant('checkpoint'),
    word: checkpointWordShape,
    proof: nullable(leafProofShape),
  }),
  sealed: map({
    t: constant('sealed'),
    checkpoint: checkpointShape,
    proof: nullable(leafProofShape),
  }),
  /** No: not here, not now, or not again. */
  no: map({ t: constant('no') }),
})
export type ExchangeAnswer = Typed<typeof answerShape>

/**
 * Facts in questions, or answers, that are not refused for what they bring: each has so many at most, and so many bytes.
 * One fact alone is smaller than that (MAX_CHANGE_BYTES).
 */
export function inPortions(
  facts: readonly Uint8Array[],
  most: { readonly facts: number; readonly bytes: number },
): Uint8Array[][] {
  const portions: Uint8Array[][] = []
  let portion: Uint8Array[] = []
  let size = 0
  for (const fact of facts) {
    if (portion.length > 0 && (portion.length === most.facts || size + fact.byteLength > most.bytes)) {
      portions.push(portion)
      portion = []
      size = 0
    }
    portion.push(fact)
    size += fact.byteLength
  }
  return portion.length === 0 ? portions : [...portions, portion]
}

export function encodeRequest(request: ExchangeRequest): Uint8Array<ArrayBuffer> {
  return encodeCanonical(requestShape.write(request))
}

/** Undefined for bytes that are no request. */
export function decodeRequest(written: Uint8Array): ExchangeRequest | undefined {
  const decoded = decodeCanonical(written)
  return decoded.ok ? requestShape.read(decoded.value) : undefined
}

export function encodeAnswer(answer: ExchangeAnswer): Uint8Array<ArrayBuffer> {
  return encodeCanonical(answerShape.write(answer))
}

export function decodeAnswer(written: Uint8Array): ExchangeAnswer | undefined {
  const decoded = decodeCanonical(written)
  return decoded.ok ? answerShape.read(decoded.value) : undefined
}
