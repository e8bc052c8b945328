import type { LetGoRow } from '../../app/api'
import type { ImportError, ImportReport } from '../../app/archive-import'
import type { PinError, PinStatus } from '../../app/pinning'
import { inLocale, say, sayCount } from '../words/words.svelte'
import { sizeText } from './bytes'
import { fullTime } from './time'

const list = inLocale((locale) => new Intl.ListFormat(locale))

export function importFault(error: ImportError): string {
  switch (error) {
    case 'not-an-archive':
      return say('This file is no archive of Synereo. Nothing was changed.')
    case 'too-large':
      return say('This file is larger than a gigabyte, which is more than is read here. Nothing was changed.')
    case 'other-network':
      return say('This archive is of another network than this page. Nothing was changed.')
    case 'storage-full':
      return say(
        'This browser has no room left. What was taken in up to there is kept; the rest can be taken in later from the same file.',
      )
    case 'leader-away':
      return say(
        'The tab that keeps the records does not answer. Close the other tabs of Synereo and try again.',
      )
  }
}

/** A sentence for each thing that came of it. */
export function importSentences({ taken, known, refused, images }: Omit<ImportReport, 'contents'>): string[] {
  return [
    sayCount(taken, '{count} new record was taken in.', '{count} new records were taken in.'),
    ...(images > 0 ? [sayCount(images, '{count} image came with it.', '{count} images came with it.')] : []),
    ...(known > 0
      ? [sayCount(known, '{count} record was known before.', '{count} records were known before.')]
      : []),
    ...(refused > 0
      ? [
          sayCount(
            refused,
            '{count} record was refused, as no peer could bring it either.',
            '{count} records were refused, as no peer could bring them either.',
          ),
        ]
      : []),
  ]
}

export function pinFault(error: PinError): string {
  switch (error) {
    case 'bad-address':
      return say('The address of a pinning service begins with https://.')
    case 'unreachable':
      return say(
        'The service could not be reached from this page. It may be away, or not allow pages to ask it.',
      )
    case 'not-allowed':
      return say('The service does not accept this access token.')
    case 'refused':
      return say('The service refused. It may have no room, or another address for pins.')
    case 'not-understood':
      return say('What answers at this address is no IPFS pinning service.')
    case 'storage-full':
      return say(
        'This browser has no room left for what the service would fetch. Nothing was asked of it; make room, and try again.',
      )
  }
}

export function pinState(status: PinStatus): string {
  switch (status) {
    case 'queued':
      return say('The service has noted it and will fetch your posts soon. Leave this page open until then.')
    case 'pinning':
      return say('The service is fetching your posts. Leave this page open until then.')
    case 'pinned':
      return say('Pinned: the service keeps all you have written up to now.')
    case 'failed':
      return say('The service could not fetch your posts from this page.')
  }
}

/** What the file of an archive is called: one that holds the twelve words says so, for it is nobody else's. */
export function archiveName(nowMs: number, withWords: boolean): string {
  return `synereo-${withWords ? 'with-words-' : ''}${new Date(nowMs).toISOString().slice(0, 10)}.car`
}

/** What was let go of, and when. */
export function letGoSentence({ atMs, people, images, visitors, bytes }: LetGoRow): string {
  const parts = [
    people > 0 ? sayCount(people, 'records of {count} person', 'records of {count} people') : null,
    images > 0 ? sayCount(images, '{count} image', '{count} images') : null,
    visitors > 0 ? sayCount(visitors, '{count} visitor', '{count} visitors') : null,
  ].filter((part) => part !== null)
  return say('{day}: {things} ({size}).', {
    day: fullTime(atMs),
    things: list().format(parts),
    size: sizeText(bytes),
  })
}
