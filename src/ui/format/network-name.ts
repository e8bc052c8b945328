import { skeletonOf } from '../../lib/look-alike'

/** Whether a network could be taken for the present one by its name, which anybody may write into a file. */
export function isNamedAlike(name: string, present: string): boolean {
  return skeletonOf(name).includes(skeletonOf(present))
}
