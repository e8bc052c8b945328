/** Every bound of the ledger, with its reason. Changing one changes the protocol (docs/SPEC.md AM). */

/** An amount of AMP is a whole number of these: small enough for a view, large enough that any supply is a safe integer. */
export const UNITS_PER_AMP = 1_000_000
/** Whoever sends less, which is dust, buys no look at it. For what a page shows and tells alone: no rule of the ledger. */
export const LEAST_TOLD_UNITS = UNITS_PER_AMP / 10
/** A receive of more would not fit in a block. */
export const MAX_SOURCES = 32
/** One line of words; in UTF-8 at most 420 bytes of a block. */
export const MAX_MEMO_CHARS = 140
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
/**
 * The first balances: 4 MB of network.json, which every page reads before its wallet opens. A larger community begins with
 * fewer accounts and sends; of a larger ledger that goes on elsewhere those with the most go on.
 */
export const MAX_ALLOCATIONS = 50_000
/** A fee of everything. */
export const PPM = 1_000_000
/** A network may take no more of a campaign for its witnesses: the other half is the viewers', or it is no campaign. */
export const MAX_FEE_PPM = PPM / 2
/** A budget must come back some time: a grace without an end keeps it locked for ever. */
export const MAX_CLAIM_GRACE_MS = 30 * 24 * 3_600_000

/** A refund with the reports of 32 witnesses and 10,000 rows takes about 3 kB. */
export const MAX_BLOCK_BYTES = 4_096
/** A block with its signature, or the proof of 32 witnesses. */
export const MAX_FACT_BYTES = 8_192
/** Two reports of 10,000 rows with their signatures; two votes take 500 bytes. */
export const MAX_LIE_BYTES = 3_072
/** A manifest with 32 witnesses, each with all its addresses, and the signatures of those before and of the governors: 75 kB. */
export const MAX_SUCCESSOR_BYTES = 128 * 1024
/** Two of these, each with one signature, prove that a witness signed both. */
export const MAX_RIVALS_BYTES = 2 * MAX_SUCCESSOR_BYTES
/** 10,000 rows of 45 bytes. */
export const MAX_TABLE_BYTES = 512 * 1024
/** Clocks of honest machines differ by less. */
export const MAX_SKEW_MS = 10 * 60_000
/** A campaign must last until its viewers have come by … */
export const MIN_CAMPAIGN_MS = 3_600_000
/** … and must not lock money for ever. */
export const MAX_CAMPAIGN_MS = 90 * 86_400_000
/**
 * So long after the end of a campaign its sponsor alone may take back what is left: a quarter of a year, longer than most
 * people stay away from what they come back to.
 */
export const GONE_MS = 90 * 86_400_000
/**
 * So much longer a report that is missing is waited for, before anybody gives back what is left by those of a quorum: with
 * those of all witnesses a bad one that names every viewer as paid is passed over, and a month mends most machines.
 */
export const MISSING_REPORT_MS = 30 * 86_400_000
/**
 * So long after the reports a sponsor waits for one that is missing and might free rows that few others name: most machines
 * that are away are back within a week, and what a bad witness keeps owed would be locked for ever.
 */
export const DISPUTED_MS = 7 * 86_400_000
/** A sponsor who comes back later than that gives each witness at least so long to answer: some lines are slow. */
export const ANSWER_MS = 5 * 60_000
/** No campaign may ask for more of a person's time. */
export const MAX_VIEW_MS = 10 * 60_000
/** Two prove a fork; more of one owner's at one place say nothing new. */
export const MAX_CANDIDATES = 2
/** Blocks of one account that came before their predecessor. */
export const MAX_EARLY_PER_ACCOUNT = 64
/** Places at which something is said or proposed and nothing final yet, whosever. */
export const MAX_OPEN_SLOTS = 5_000
/**
 * Claims of one campaign, worth as much as the one that is asked for, for which one witness voted and that are not
 * settled: twice as many offers as travel on the topic, should most witnesses be away.
 */
export const MAX_STANDING_CLAIMS = 1_000
/** In one exchange over a stream: a page's open places, or a stretch of what became final. */
export const MAX_FACTS_PER_EXCHANGE = 64
/** A table of so many rows still travels on the topic of the ledger (22 kB). */
export const MAX_OFFERS = 500
/** With what an epoch ends that is certified and final nowhere, in one message: 107 bytes each … */
export const MAX_CARRIED = 4_000
/** A beginning, or a page of it, that carries the most. */
export const MAX_CHANGE_BYTES = 512 * 1024
/** … or 145, of claims: then it is fewer. What is left are the rest of a beginning and the words of 32 witnesses. */
export const MAX_CARRIED_BYTES = MAX_CHANGE_BYTES - 16 * 1024
/**
 * Rounds in which old witnesses try to agree: at ten seconds and more each, centuries; nobody counts on without a quorum.
 * Few of them are kept.
 */
export const MAX_ROUNDS = 1_000_000_000

/** Of a budget, for the author of a post that another amplifies (MODEL.md 10). */
export const AUTHOR_SHARE = 0.25
