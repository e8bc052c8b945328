/**
 * Under which name a sentence stands in a built catalogue (FNV-1a), so that who reads Spanish does not fetch the
 * English twice. Should two sentences ever have one name, the check of the words says so (tools/words/check.ts).
 */
export function keyOf(sentence: string): string {
  let hash = 0x811c9dc5
  for (let index = 0; index < sentence.length; index += 1)
    hash = Math.imul(hash ^ sentence.charCodeAt(index), 0x01000193) >>> 0
  return hash.toString(36)
}
