/** Every bound on what a record may hold, with its reason. Changing one changes the protocol (docs/SPEC.md R). */

/** Nine fields, the longest two CIDs and a signature: about 420 bytes are needed; the rest is headroom. */
export const MAX_ENTRY_BYTES = 1024
/** A body must fit beside its entry in one sync message and in one relayed-connection budget. */
export const MAX_BODY_BYTES = 64 * 1024
/** Our deepest value is map → list → map → string; anything deeper is an attack on the decoder's stack. */
export const MAX_NESTING = 8
/** A clock that is off by more should be mended; a post from further ahead would sit on top of the Stream. */
export const MAX_CLOCK_SKEW_MS = 10 * 60 * 1000
/** A long post of about 800 words; longer texts belong behind a link. Counted in UTF-16 units, as browsers do. */
export const MAX_TEXT_CHARS = 5000
/** What a post is folded under: a few words, which stand in two lines at 320 px. */
export const MAX_WARNING_CHARS = 80
/** A name must fit in one line at 320 px with an ellipsis. */
export const MAX_NAME_CHARS = 50
export const MAX_ABOUT_CHARS = 500
export const MAX_DEVICE_LABEL_CHARS = 60
/** More tags are spam, not description. */
export const MAX_TAGS = 8
export const MAX_TAG_CHARS = 40
/** Each calls somebody: more are a crowd that is shouted at, not talked to. */
export const MAX_MENTIONS = 8
/** Four images fill a screen. */
export const MAX_IMAGES = 4
export const MAX_ALT_CHARS = 1000
/** A re-encoded 1600 px photograph is 200 to 500 kB. */
export const MAX_IMAGE_BYTES = 2 * 1024 * 1024
/** Decoded, 4096² pixels take 64 MiB; no more is spent on one image of a stranger. */
export const MAX_IMAGE_SIDE_PX = 4096
/** A letter is talk; what is longer is a post, or several letters. In UTF-8 it fits the largest of LETTER_SIZES. */
export const MAX_LETTER_CHARS = 2000
/** Devices that can read a letter, those of its writer included: nobody holds more than a few each. */
export const MAX_LETTER_COPIES = 16
/** Copies come in fours, the missing ones filled up, so that their number does not tell how many devices somebody has. */
export const LETTER_COPIES_STEP = 4
/** Bytes of a letter before it is sealed, filled up to one of these: a holder learns short, middling or long, no more. */
export const LETTER_SIZES: readonly number[] = [512, 2048, 8192]

/** A log that two copies of a browser wrote has two ends; a few more copies are conceivable, a dozen are not. */
export const MAX_MERGE_HEADS = 4
/** Ends of one log that are looked for, from however many merges: who joins more of them is not mending anything. */
export const MAX_HEADS_PER_LOG = 8
/** Entries of one log that are kept beside it: months of writing on a backup that nobody knew to be old. */
export const MAX_BESIDE_ENTRIES = 1_000

/** A label's own word stands in a line with its author's name. */
export const MAX_LABEL_WORD_CHARS = 24
/** Why somebody labels something: a few sentences, which are shown whole beside what they are about. */
export const MAX_LABEL_REASON_CHARS = 300
/** Rules that people read before they write fit on a screen or two. */
export const MAX_RULES_CHARS = 2000
/** Of those whose labels rules advise: a few who look after a community, each looked up for each post that is drawn. */
export const MAX_RULES_LABELLERS = 12
/** A lens stands beside its maker's name in one line of a list. */
export const MAX_LENS_NAME_CHARS = 40
/** Of the passphrase in an archive: whoever has the file can try as often as they like, so short ones are refused. */
export const MIN_PASSPHRASE_CHARS = 10
/** As long as what a profile says about somebody, and as much as is taken of a stranger. */
export const MAX_INTRODUCTION_CHARS = 500
/** Nobody guesses one, and no two fall together. */
export const INTRODUCTION_ID_BYTES = 16
/** Two are a proof; a few more say how many branches there are. Whoever signs a thousand entries for one place fills no disk. */
export const MAX_FORKS_PER_LOG = 8
