/** Every bound of the ledger, with its reason. Changing one changes the protocol (docs/SPEC.md AM). */

/** An amount of AMP is a whole number of these: small enough for a view, large enough that any supply is a safe integer. */
export const UNITS_PER_AMP = 1_000_000
/** A receive of more would not fit in a block. */
export const MAX_SOURCES = 32
/** The rows of a table fit, one bit each, in the block that refunds it (1,250 bytes). */
export const MAX_TABLE_ROWS = 10_000
/** A proof names each witness once: 32 of them with signatures are about 4 kB, and few communities find so many. */
export const MAX_WITNESSES = 32
/** Weights are small whole numbers, so that their sum stays one. */
export const MAX_WEIGHT = 1_000
export const MAX_ADDRESSES = 8
export const MAX_ADDRESS_CHARS = 256
export const MAX_GOVERNORS = 16
export const MAX_NAME_CHARS = 50
export const MAX_SYMBOL_CHARS = 8
/** The first balances; a larger community begins with fewer accounts and sends. */
export const MAX_ALLOCATIONS = 50_000
/** A fee of everything. */
export const PPM = 1_000_000
