import { expect, it } from 'vitest'
import type { RejectReason } from '../../src/records/types'
import { rejectSentence } from '../../src/ui/format/reject-sentence'

const REASONS: Readonly<Record<RejectReason, true>> = {
  'too-large': true,
  'too-deep': true,
  'not-canonical': true,
  'bad-schema': true,
  'body-mismatch': true,
  'body-missing': true,
  'out-of-bounds': true,
  'other-network': true,
  'from-the-future': true,
  'before-previous': true,
  'unknown-device': true,
  'bad-certificate': true,
  'bad-signature': true,
  'wrong-author': true,
  duplicate: true,
  gap: true,
  fork: true,
  'not-wanted': true,
  'over-budget': true,
}

it('[R11] reasons each have a sentence of their own', () => {
  const sentences = (Object.keys(REASONS) as RejectReason[]).map(rejectSentence)
  expect(new Set(sentences).size).toBe(sentences.length)
  for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].{10,}\.$/)
})
