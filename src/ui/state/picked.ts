import type { KeptPicture } from '../../storage/draft-store'

/** A picture of the post that is being written. */
export interface Picked {
  readonly file: File
  /** By which the page shows it; revoked when it is dropped. */
  readonly url: string
  alt: string
}

export function pickedFrom({ file, alt }: KeptPicture): Picked {
  return { file, url: URL.createObjectURL(file), alt }
}
