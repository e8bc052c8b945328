/** The languages on offer, and which of them a person gets who has not chosen. */

/** Each named in itself, as in Settings. A language stands here only when its catalogues are whole. */
export const LANGUAGES = {
  en: { name: 'English', dir: 'ltr' },
  es: { name: 'Español', dir: 'ltr' },
  de: { name: 'Deutsch', dir: 'ltr' },
  ar: { name: 'العربية', dir: 'rtl' },
  zh: { name: '中文', dir: 'ltr' },
} as const

export type Language = keyof typeof LANGUAGES
/** English needs no catalogue: its sentences are in the views. */
export type Translation = Exclude<Language, 'en'>

export const LANGUAGE_NAMES = Object.keys(LANGUAGES) as readonly Language[]

export function isLanguage(name: string | null): name is Language {
  return name !== null && Object.hasOwn(LANGUAGES, name)
}

/** The first of a browser's languages that is on offer; English for who reads none of them. */
export function languageFor(wanted: readonly string[]): Language {
  return wanted.map(baseOf).find(isLanguage) ?? 'en'
}

/**
 * How numbers and times are written: as in the region that the browser names for this language ("es-MX"), else as is
 * usual in the language. Chinese here is the simplified one, wherever the reader is.
 */
export function localeFor(language: Language, wanted: readonly string[]): string {
  const usual = language === 'zh' ? 'zh-Hans' : language
  return wanted.find((tag) => baseOf(tag) === language && isKnown(tag) && language !== 'zh') ?? usual
}

function baseOf(tag: string): string {
  return tag.toLowerCase().split('-')[0] ?? ''
}

/** Browsers list what the person typed, too; `Intl` throws at what is no tag. */
function isKnown(tag: string): boolean {
  try {
    return Intl.NumberFormat.supportedLocalesOf(tag).length > 0
  } catch {
    return false
  }
}
