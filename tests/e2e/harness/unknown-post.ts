/** The address of a post that nobody ever wrote: no record has a hash of nothing but zeros. */
export const UNKNOWN_POST = `#/post/bafyrei${'a'.repeat(52)}`
