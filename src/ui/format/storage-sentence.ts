import type { ImportError, ImportReport } from '../../app/archive-import'
import type { PinError, PinStatus } from '../../app/pinning'
import { counted } from './numbers'

export const IMPORT_SENTENCES: Readonly<Record<ImportError, string>> = {
  'not-an-archive': 'This file is no archive of Synereo. Nothing was changed.',
  'too-large': 'This file is larger than a gigabyte, which is more than is read here. Nothing was changed.',
  'other-network': 'This archive is of another network than this page. Nothing was changed.',
  'storage-full':
    'This browser has no room left. What was taken in up to there is kept; the rest can be taken in later from the same file.',
  'leader-away':
    'The tab that keeps the records does not answer. Close the other tabs of Synereo and try again.',
}

export function importSentence({ taken, known, refused, images }: ImportReport): string {
  const parts = [counted(taken, 'new record'), counted(images, 'image')]
  if (known > 0) parts.push(`${counted(known, 'record')} known before`)
  if (refused > 0) parts.push(`${counted(refused, 'record')} refused, as no peer could bring them either`)
  return `Taken in: ${parts.join(', ')}.`
}

export const PIN_SENTENCES: Readonly<Record<PinError, string>> = {
  'bad-address': 'The address of a pinning service begins with https://.',
  unreachable:
    'The service could not be reached from this page. It may be away, or not allow pages to ask it.',
  'not-allowed': 'The service does not accept this access token.',
  refused: 'The service refused. It may have no room, or another address for pins.',
  'not-understood': 'What answers at this address is no IPFS pinning service.',
}

export const PIN_STATES: Readonly<Record<PinStatus, string>> = {
  queued: 'The service has noted it and will fetch your posts soon. Leave this page open until then.',
  pinning: 'The service is fetching your posts. Leave this page open until then.',
  pinned: 'Pinned: the service keeps all you have written up to now.',
  failed: 'The service could not fetch your posts from this page.',
}
