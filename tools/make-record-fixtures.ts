/**
 * Writes tests/fixtures/records: bundles that every implementation must accept or must refuse, each with a sentence
 * and the reason. Keys and times are fixed, so the bytes are the same on every run:
 * `npx tsx tools/make-record-fixtures.ts`.
 */
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { invalidRecords } from '../tests/helpers/fixtures/invalid-records'
import {
  fileNameOf,
  FIXTURE_MANIFEST,
  RECORD_FIXTURES,
  type RecordFixture,
} from '../tests/helpers/fixtures/types'
import { validRecords } from '../tests/helpers/fixtures/valid-records'

async function writeAll(folder: string, fixtures: readonly RecordFixture[]): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  for (const { comment, reason, bytes } of fixtures) {
    const path = join(folder, fileNameOf(comment))
    await writeFile(`${path}.bin`, bytes)
    await writeFile(`${path}.json`, `${JSON.stringify({ comment, reason }, null, 2)}\n`)
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [valid, invalid] = [await validRecords(), await invalidRecords()]
  await writeAll(join(RECORD_FIXTURES, 'valid'), valid)
  await writeAll(join(RECORD_FIXTURES, 'invalid'), invalid)
  const network = { name: 'Record fixtures', manifest: FIXTURE_MANIFEST }
  await writeFile(join(RECORD_FIXTURES, 'network.json'), `${JSON.stringify(network, null, 2)}\n`)
  console.log(`${valid.length} valid and ${invalid.length} invalid bundles in ${RECORD_FIXTURES}`)
}
