/**
 * The text of an Ed25519 key and back, 58⁵ at a time: base58 digit by digit costs forty times as much, and a table of
 * offers names ten thousand people. Of nothing else than such keys: their text has always the same length, so it is in
 * the order of the bytes.
 */
const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz'
/** Of multibase: what follows is base58. */
const MULTIBASE = 'z'
/** The multicodec `ed25519-pub` as a varint; did:key puts it before the key. */
const ED25519_PUB = 0xed01
const KEY_BYTES = 32
/** The codec and the key, 16 bits each: with a group of digits before it such a word is a safe integer. */
const WORDS = 1 + KEY_BYTES / 2
const WORD = 0x10000
const DIGITS = 47
const DIGITS_PER_GROUP = 5
const GROUP = 58 ** DIGITS_PER_GROUP

const digitOf = new Map(Array.from(ALPHABET, (char, digit) => [char, digit]))

/** @param key 32 bytes */
export function keyText(key: Uint8Array): string {
  const words = [ED25519_PUB]
  for (let at = 0; at < KEY_BYTES; at += 2) words.push((key[at] ?? 0) * 256 + (key[at + 1] ?? 0))
  let text = ''
  for (let first = 0; text.length < DIGITS;) {
    let rest = 0
    for (let index = first; index < WORDS; index += 1) {
      const value = rest * WORD + (words[index] ?? 0)
      // Not by %, which for numbers of more than 32 bits takes most of the time.
      const times = Math.floor(value / GROUP)
      words[index] = times
      rest = value - times * GROUP
    }
    while (words[first] === 0) first += 1
    let group = ''
    for (let digit = 0; digit < DIGITS_PER_GROUP; digit += 1) {
      group = (ALPHABET[rest % 58] ?? '') + group
      rest = Math.floor(rest / 58)
    }
    text = group + text
  }
  return MULTIBASE + text.slice(-DIGITS)
}

/** The 32 bytes; null for any text that `keyText` does not write. */
export function keyIn(text: string): Uint8Array<ArrayBuffer> | null {
  if (text.length !== 1 + DIGITS || !text.startsWith(MULTIBASE)) return null
  const words = Array.from({ length: WORDS }, () => 0)
  // The first group is the short one.
  for (
    let from = 1, to = 1 + (DIGITS % DIGITS_PER_GROUP);
    from < text.length;
    from = to, to += DIGITS_PER_GROUP
  ) {
    let carry = 0
    for (let at = from; at < to; at += 1) {
      const digit = digitOf.get(text.charAt(at))
      if (digit === undefined) return null
      carry = carry * 58 + digit
    }
    for (let index = WORDS - 1; index >= 0; index -= 1) {
      const value = (words[index] ?? 0) * GROUP + carry
      carry = Math.floor(value / WORD)
      words[index] = value - carry * WORD
    }
    if (carry > 0) return null
  }
  if (words[0] !== ED25519_PUB) return null
  const key = new Uint8Array(KEY_BYTES)
  for (let at = 0; at < KEY_BYTES; at += 2) {
    const word = words[1 + at / 2] ?? 0
    key[at] = word >> 8
    key[at + 1] = word & 0xff
  }
  return key
}
