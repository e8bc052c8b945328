import { MAX_TEXT_CHARS } from '../../records/limits'

/** What is too long is shown, to be shortened by hand; of more than this nobody would, and the browser takes seconds to draw it. */
export const MAX_TYPED_CHARS = 10 * MAX_TEXT_CHARS
