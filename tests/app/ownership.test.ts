import { describe, expect, it } from 'vitest'
import { firstDrafts } from '../../src/app/ownership'
import { newWords } from '../../src/identity/words'
import type { PersonId } from '../../src/identity/types'
import type { RecordStore } from '../../src/records/store'
import type { Bodies, VerifiedRecord } from '../../src/records/types'
import { Society } from '../../src/social/society'
import { Author, START_MS } from '../helpers/author'

const PROFILE = { name: 'Alice', about: 'Climbs trees', hue: 15 }

async function recordsOf(store: RecordStore): Promise<VerifiedRecord[]> {
  const records: VerifiedRecord[] = []
  for await (const record of store.all()) records.push(record)
  return records
}

/** What everybody knows of the person once both logs have come. */
function profileIn(records: readonly VerifiedRecord[], person: PersonId): Bodies['profile'] {
  const society = new Society()
  society.apply({ added: records, forgotten: [], source: 'peer' })
  const { name, about, hue } = society.person(person)
  return { name: name ?? '', about, hue }
}

describe('a new log', () => {
  it('[I8] of a new person begins with the certificate and then says who it is', () => {
    const drafts = firstDrafts(new Uint8Array(64), 'Computer', PROFILE)
    expect(drafts.map(({ kind }) => kind)).toEqual(['device', 'profile'])
  })

  it('[I8] of a further device holds its certificate alone, so that alice stays who she was', async () => {
    const words = newWords().join(' ')
    const old = await Author.create({ words })
    await old.write({ kind: 'profile', body: PROFILE })
    const further = await Author.create({ words })
    further.nowMs = START_MS + 86_400_000
    // Author.create has written the certificate already.
    for (const draft of firstDrafts(further.certificate, 'Phone', null).slice(1)) await further.write(draft)
    const records = [...(await recordsOf(further.store)), ...(await recordsOf(old.store))]
    expect(firstDrafts(further.certificate, 'Phone', null).map(({ kind }) => kind)).toEqual(['device'])
    expect(profileIn(records, old.person)).toEqual(PROFILE)
  })
})
