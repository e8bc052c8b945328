export const ROOMS: Readonly<Record<string, readonly string[]>>
export const WIRING: Readonly<Record<string, readonly string[]>>
export const TYPES_FROM_ANYWHERE: readonly string[]
export const PACKAGES: Readonly<Record<string, readonly string[]>>
export const PURE_ROOMS: readonly string[]
export const IMPURE_NAMES: readonly string[]
export function whyNot(room: string, target: string, isOwn: boolean, isTypeOnly: boolean): string | null
