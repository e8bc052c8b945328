/**
 * What proves that a witness lies: two of its words, signed, of which no honest one says both (rules AM93, AM97, AM106). As it
 * travels and is kept, what the two share stands once (rule AM115): of one witness, epoch and place they are by their form.
 */
import { equalBytes, toBase64Url } from '../lib/bytes'
import { encodeCanonical } from '../records/codec'
import { rowBits } from './blocks'
import { manifestShape } from './manifest'
import {
  blockId,
  constant,
  count,
  key,
  ledgerId,
  map,
  signature,
  timeMs,
  variants,
  type Typed,
} from './shape'
import { slotShape } from './slots'
import { stageShape, type CloseReport, type Statement } from './statements'
import type { SuccessionWord, WitnessProof } from './types'

const shared = { t: constant('lie'), v: constant(1), ledger: ledgerId, epoch: count, witness: key }
const word = map({ t: stageShape, value: blockId, timeMs, signature })
const report = map({ claimed: rowBits, timeMs, signature })
const successor = map({ manifest: manifestShape, signature })

export const lieShape = variants('about', {
  place: map({ ...shared, about: constant('place'), slot: slotShape, a: word, b: word }),
  campaign: map({ ...shared, about: constant('campaign'), campaign: blockId, a: report, b: report }),
  succession: map({ ...shared, about: constant('succession'), a: successor, b: successor }),
})
/** A proof as it travels: of nobody knows yet whom, until both signatures were looked at (gate.ts). */
export type WrittenLie = Typed<typeof lieShape>

export type LieFault =
  /** Whoever hears the same two words writes the same bytes. */
  | 'unsorted'
  /** An honest witness says both, or the same thing twice. */
  | 'no-lie'

/** In order, whichever of the two was heard first. */
export function writtenLie(proof: WitnessProof): WrittenLie {
  const shares = { t: 'lie', v: 1 } as const
  if (isOfReports(proof)) {
    const { ledger, epoch, witness, campaign } = proof.a
    const said = ({ claimed, timeMs: atMs, signature: by }: CloseReport) => ({
      ...{ claimed, timeMs: atMs, signature: by },
    })
    const [a, b] = inOrder(proof)
    return { ...shares, ledger, epoch, witness, about: 'campaign', campaign, a: said(a), b: said(b) }
  }
  if (isOfManifests(proof)) {
    const { ledger, epoch, witness } = proof.a
    const said = ({ manifest, signature: by }: SuccessionWord) => ({ manifest, signature: by })
    const [a, b] = inOrder(proof)
    return { ...shares, ledger, epoch, witness, about: 'succession', a: said(a), b: said(b) }
  }
  const { ledger, epoch, witness, slot } = proof.a
  const said = ({ t, value, timeMs: atMs, signature: by }: Statement) => ({
    ...{ t, value, timeMs: atMs, signature: by },
  })
  const [a, b] = inOrder(proof)
  return { ...shares, ledger, epoch, witness, about: 'place', slot, a: said(a), b: said(b) }
}

/** The two words as the witness signed them, in the order in which they are written. */
export function proofIn(lie: WrittenLie): WitnessProof {
  const { ledger, epoch, witness } = lie
  const head = { v: 1, ledger, epoch, witness } as const
  if (lie.about === 'campaign') {
    const { campaign, a, b } = lie
    return { a: { ...head, t: 'close', campaign, ...a }, b: { ...head, t: 'close', campaign, ...b } }
  }
  if (lie.about === 'succession') {
    const { a, b } = lie
    return { a: { ...head, t: 'manifest', ...a }, b: { ...head, t: 'manifest', ...b } }
  }
  const { slot, a, b } = lie
  return { a: { ...head, slot, ...a }, b: { ...head, slot, ...b } }
}

/** Null for two words that prove it, in order, if their signatures hold. */
export function lieFault(proof: WitnessProof): LieFault | null {
  if (!isLie(proof)) return 'no-lie'
  return nameOf(proof.a) < nameOf(proof.b) ? null : 'unsorted'
}

function isLie(proof: WitnessProof): boolean {
  if (isOfReports(proof)) return !saysTheSame(proof.a, proof.b)
  return isOfManifests(proof) ? areRivals(proof.a, proof.b) : contradict(proof.a, proof.b)
}

export function isOfReports(
  proof: WitnessProof,
): proof is Extract<WitnessProof, { readonly a: CloseReport }> {
  return proof.a.t === 'close'
}

function isOfManifests(proof: WitnessProof): proof is Extract<WitnessProof, { readonly a: SuccessionWord }> {
  return proof.a.t === 'manifest'
}

/** Two that follow one manifest: each names it by its hash, so they are of one line and epoch whatever the proof says. */
function areRivals(a: SuccessionWord, b: SuccessionWord): boolean {
  const [one, other] = [a.manifest, b.manifest]
  const isOfOneLine = one.previous !== null && one.previous === other.previous
  const isNext = one.epoch === a.epoch + 1 && other.epoch === a.epoch + 1
  return isOfOneLine && isNext && nameOf(a) !== nameOf(b)
}

/**
 * Of two words about one place in one epoch: no honest witness votes for two blocks, acknowledges two, or both
 * acknowledges and vows (slot-rules.ts).
 */
export function contradict(a: Statement, b: Statement): boolean {
  if (a.t === b.t) return (a.t === 'vote' || a.t === 'ack') && a.value !== b.value
  return (a.t === 'ack' && b.t === 'vow') || (a.t === 'vow' && b.t === 'ack')
}

/** Of one witness, campaign and epoch, of which an honest one makes one report; signatures may differ. */
export function saysTheSame(a: CloseReport, b: CloseReport): boolean {
  return a.timeMs === b.timeMs && equalBytes(a.claimed, b.claimed)
}

function inOrder<W extends Statement | CloseReport | SuccessionWord>({
  a,
  b,
}: {
  readonly a: W
  readonly b: W
}): [W, W] {
  return nameOf(a) < nameOf(b) ? [a, b] : [b, a]
}

/** Another for each thing that may be said. */
function nameOf(said: Statement | CloseReport | SuccessionWord): string {
  if (said.t === 'close') return `${toBase64Url(said.claimed)} ${String(said.timeMs)}`
  if (said.t === 'manifest') return toBase64Url(encodeCanonical(manifestShape.write(said.manifest)))
  return `${said.t} ${said.value}`
}
