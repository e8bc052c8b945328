import { inItsLine } from './shown-text'

/** What is not seen, and the empty sign of braille; but for joiners among emoji and in the scripts that are written with them. */
const UNSEEN =
  /(?<![\p{Script=Arabic}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Malayalam}\p{Script=Sinhala}\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Variation_Selector}])(?:\p{Join_Control}|\ufe0f)|(?!\p{Join_Control}|\ufe0f)[\p{Default_Ignorable_Code_Point}\p{Cf}\u2800]/gu
/** Stands for something that cannot be shown. */
const SEEN = '\ufffd'

/** A tag as it is drawn: what would hide in it is seen, and its marks stay in their line (rule LK6). */
export function shownTag(tag: string): string {
  return `#${inItsLine(tag.replace(UNSEEN, SEEN))}`
}
