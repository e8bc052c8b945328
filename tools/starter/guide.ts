/**
 * What the starter snapshot says: one guide for each language of the page. It is read by somebody who has just come,
 * maybe offline: every sentence is true of this build, and what is not promised is said.
 */
import { ar } from './texts/ar'
import { de } from './texts/de'
import { en } from './texts/en'
import { es } from './texts/es'
import { zh } from './texts/zh'
import type { Guide } from './make-starter'

const HUE = 268
/** When the last post is dated, Unix milliseconds; the others a minute before each. Changed together with the texts. */
const WRITTEN_AT = Date.UTC(2026, 10, 30)

export const GUIDES: Readonly<Record<string, Guide>> = Object.fromEntries(
  Object.entries({ en, es, de, ar, zh }).map(([language, texts]) => [
    language,
    { ...texts, hue: HUE, writtenAt: WRITTEN_AT },
  ]),
)

export const ENGLISH_GUIDE: Guide = { ...en, hue: HUE, writtenAt: WRITTEN_AT }
