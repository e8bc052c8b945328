import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { recordCase } from '../../tools/cases/record'
import { invalidRecords } from '../helpers/fixtures/invalid-records'
import { fileNameOf, RECORD_FIXTURES, type RecordFixture } from '../helpers/fixtures/types'
import { validRecords } from '../helpers/fixtures/valid-records'

const NETWORK = join(RECORD_FIXTURES, 'network.json')

async function committed(folder: string): Promise<(RecordFixture & { readonly file: string })[]> {
  const names = await readdir(join(RECORD_FIXTURES, folder))
  const fixtures = names.filter((name) => name.endsWith('.bin')).map((name) => readFixture(folder, name))
  return Promise.all(fixtures)
}

async function readFixture(folder: string, name: string): Promise<RecordFixture & { readonly file: string }> {
  const file = join(RECORD_FIXTURES, folder, name)
  const about = await readFile(file.replace(/\.bin$/, '.json'), 'utf8')
  const { comment, reason } = JSON.parse(about) as RecordFixture
  return { file, comment, reason, bytes: new Uint8Array(await readFile(file)) }
}

const valid = await committed('valid')
const invalid = await committed('invalid')

describe('the record fixtures', () => {
  it('[R4] are more than sixty that must be refused and more than ten that must be accepted', () => {
    expect(invalid.length).toBeGreaterThan(60)
    expect(valid.length).toBeGreaterThan(10)
  })

  it('[R4] show every reason for which the rules of entry refuse', () => {
    expect(new Set(invalid.map(({ reason }) => reason))).toEqual(
      new Set([
        'too-large',
        'too-deep',
        'out-of-bounds',
        'not-canonical',
        'bad-schema',
        'body-mismatch',
        'body-missing',
        'other-network',
        'from-the-future',
        'before-previous',
        'unknown-device',
        'bad-certificate',
        'bad-signature',
        'wrong-author',
        'duplicate',
        'gap',
        'fork',
      ]),
    )
  })

  it.each(valid)('[R4] accepted: $comment', async ({ file }) => {
    expect(await recordCase(file, NETWORK)).toEqual({ accepted: true, reason: null })
  })

  it.each(invalid)('[R4] refused: $comment', async ({ file, reason }) => {
    expect(await recordCase(file, NETWORK)).toEqual({ accepted: false, reason })
  })

  it('[R4] are what tools/make-record-fixtures.ts makes, byte for byte', async () => {
    for (const [made, kept] of [
      [await validRecords(), valid],
      [await invalidRecords(), invalid],
    ] as const) {
      expect(new Set(made.map(({ comment }) => fileNameOf(comment))).size).toBe(made.length)
      expect(kept.length).toBe(made.length)
      const byComment = new Map(kept.map((fixture) => [fixture.comment, fixture]))
      for (const { comment, reason, bytes } of made) {
        const same = byComment.get(comment)
        expect(same?.reason, comment).toBe(reason)
        expect(same !== undefined && Buffer.compare(same.bytes, bytes) === 0, comment).toBe(true)
      }
    }
  })
})
