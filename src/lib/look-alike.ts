/**
 * What a name looks like, so that two can be told to look alike (after Unicode's UTS #39, "skeleton"). A table of our own,
 * since the two packages there are have had no release since 2020 and 2022, and bring 96 kB of characters of which names
 * that somebody could take for another use few: composed and styled letters are taken apart by NFKD.
 */

/** Letters of Latin, Greek, Cyrillic, Armenian, Cherokee, Coptic, Lisu and Canadian script that look like one of ours. */
const LOOKS_LIKE: Readonly<Record<string, string>> = {
  '3': 'ЗзӠӡȜȝƷʒ',
  a: 'ɑαаΑАᎪᗅꓮ',
  b: 'ƄЬᏏᖯꞴΒВᏴᗷꓐɓƃƂБƀҌҍѢѣвßβ',
  c: 'ᴄⲥсꮯⲤСᏟꓚȼҫҪ',
  d: 'ԁᏧᑯꓒᎠᗞᗪꓓɗɖƌđĐÐƉ',
  e: 'ꬲеҽΕЕᎬꓰɇɆҿεԑ',
  f: 'ꬵꞙẝքꞘϜᖴꓝƒƑᵮ',
  g: 'ɡᶃƍցԌᏀᏳꓖɠǥǤ',
  h: 'һհᏂΗⲎНᎻᕼꓧɦꚕᏲⱧҢħћĦӉӇн',
  i: 'ıɪɩιіꙇӏꭵᎥɨᵻᵼƖǀΙⲒІӀ',
  j: 'ϳјꞲͿЈᎫᒍꓙɉɈ',
  k: 'ΚⲔКᏦꓗƙⱩҚꝀҞкκ',
  l: 'ꓲⳐᏞᒪꓡłŁɭƗƚɫ',
  m: 'ΜϺⲘМᎷᗰꓟӍɱᵯм',
  n: 'ոռΝⲚꓠɳƞηƝᵰ',
  o: 'ᴏᴑꬽοσⲟоօΟⲞОՕꓳøꬾØɵꝋөѳꮎꮻƟꝊθΘӨѲᎾᏫꭴ',
  p: 'ρⲣрΡⲢРᏢᑭꓑƥᵽ',
  q: 'ԛգզʠ',
  r: 'ꭇꭈᴦⲅгꮁƦᎡᏒᖇꓣɽɼɍғᵲ',
  s: 'ꜱƽѕꮪЅՏᏕᏚꓢʂᵴ',
  t: 'ΤⲦТᎢꓔƭȾƮҬŧŦᵵтτ',
  u: 'ꞟᴜꭎꭒʋυսՍᑌꓴᵾꮜɄᏌ',
  v: 'ᴠνѵꮩѴᏙᐯꓦ',
  w: 'ɯᴡѡԝաꮃԜᎳᏔꓪѽꝡω',
  x: 'хᕁᕽꞳΧⲬХꓫҲχ',
  y: 'ɣᶌʏỿꭚγуүΥⲨУҮᎩᎽꓬƴɏұɎҰ',
  z: 'ᴢꮓΖᏃꓜʐƶƵȥȤᵶ',
  // Arabic and Persian type these letters differently, and draw them alike.
  ي: 'یىې',
  ك: 'کڪ',
  ه: 'ەہھة',
}

const LETTER = new Map(
  Object.entries(LOOKS_LIKE).flatMap(([letter, alike]) =>
    Array.from(alike).map((other) => [other, letter] as const),
  ),
)

/** Most names need no more than this. */
const PLAIN = /^[A-Za-z0-9]*$/
/**
 * Accents, and the vowels that Arabic and Hebrew may leave out; what follows nothing of that stays, for in Hindi or Thai
 * a mark is a letter.
 */
const ACCENTS =
  // eslint-disable-next-line no-misleading-character-class -- ranges of marks, not marks on letters
  /[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]/gu
const IGNORED = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}]/gu
/** A stroke within a word is read as a letter. */
const STROKE = /(?<=\p{L})[|¦!](?=\p{L})/gu
/** Spaces, dots and small pictures make nobody another: "Bob ✓" wants to be Bob. */
const NO_LETTER = /[^\p{L}\p{N}\p{M}]/gu

/** Names with the same skeleton look alike; it is not meant to be shown. Empty when there is nothing to compare. */
export function skeletonOf(name: string): string {
  const bare = PLAIN.test(name)
    ? name
    : name.normalize('NFKD').replace(IGNORED, '').replace(ACCENTS, '').replace(STROKE, 'l')
  const letters = bare.replace(NO_LETTER, '')
  // Of a name of pictures alone these are what it looks like.
  return merged(letters === '' ? bare.trim() : letters)
}

/** Letters that only a close look tells apart: 0 and o, 1, I and l, rn and m, vv and w. */
function merged(letters: string): string {
  return Array.from(letters)
    .map((letter) => {
      const small = letter.toLowerCase()
      return LETTER.get(letter) ?? LETTER.get(small) ?? small
    })
    .join('')
    .replace(/0/g, 'o')
    .replace(/[i1]/g, 'l')
    .replace(/rn/g, 'm')
    .replace(/vv/g, 'w')
}
