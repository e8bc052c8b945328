import type { NetworkId, Tag } from '../records/types'

/** Names and numbers of the peer: data only. */

export const SYNC_PROTOCOL = '/synereo/sync/1'

/** The facts of a ledger (src/amp). */
export function ledgerTopic(network: NetworkId, ledger: string): string {
  return `synereo/${network}/amp/${ledger}`
}

/** Whether presences are said on this topic, of whatever network. */
export function isPresenceTopic(topic: string): boolean {
  return /^synereo\/[^/]+\/presence\//.test(topic)
}

/**
 * Topics that one peer may be on: sixteen presence shards at each of six levels (presence-shards.ts), 32 communities, the
 * ledger. Beyond it gossipsub remembers no more of them.
 */
export const MAX_TOPICS_PER_PEER = 144
/** What a topic costs of gossipsub's memory for a peer: 1,024 bytes and its name, which has 132 characters at most. */
export const TOPIC_MEMORY_BYTES = 1_024 + 132
/** One topic for all at level 0, and one for each shard above (presence-shards.ts). */
export function presenceTopic(network: NetworkId, level = 0, shard = 0): string {
  const name = level === 0 ? '0' : `${level}/${shard}`
  return `synereo/${network}/presence/${name}`
}

/** Null for any other topic. */
export function presenceLevel(network: NetworkId, topic: string): number | null {
  const prefix = `synereo/${network}/presence/`
  const level = topic.startsWith(prefix) ? /^(0|[1-9])(?:\/\d{1,4})?$/.exec(topic.slice(prefix.length)) : null
  return level === null ? null : Number(level[1])
}

/** What members of a community say they have written. */
export function tagTopic(network: NetworkId, tag: Tag): string {
  return `synereo/${network}/tag/${tag}`
}

/** Communities whose topics a page is on; of more joined ones its members are asked for as before. */
export const MAX_TAGS_HEARD = 32
/** Signed bytes (about 250, the tag among them), certificate and signature. */
export const MAX_ANNOUNCEMENT_BYTES = 1024
/** Older ones are not passed on: what they tell of is asked for by the sync. */
export const ANNOUNCEMENT_LIFETIME_MS = 10 * 60_000
/** Announcements of strangers that are checked of one neighbour at once: a busy community, and every member hears each once … */
export const ANNOUNCEMENTS_HEARD_BURST = 100
/** … and each second after it. */
export const ANNOUNCEMENTS_HEARD_PER_S = 2
/** Announcements of one person that are checked of one neighbour at once: posts … */
export const ANNOUNCEMENTS_OF_ONE_BURST = 5
/** … and each second after it: three a minute, which nobody writes. */
export const ANNOUNCEMENTS_OF_ONE_PER_S = 0.05

/** Presence is said at once when something changes, then this often: a peer that came meanwhile hears it. */
export const PRESENCE_INTERVAL_MS = 20_000
/** Newcomers are answered so that they need not wait for the interval; a crowd of them costs one message. */
export const PRESENCE_ANSWER_MS = 300
/** So often in a row it may be said: a page that starts finds its relays and links one after the other … */
export const PRESENCE_SAID_BURST = 20
/** … and each second after it: whoever makes up newcomers has every page of the network answer them, so often only. */
export const PRESENCES_SAID_PER_S = 0.2
/** What was just written is told in a presence after this: by then whoever is linked has it. */
export const HEAD_SAID_MS = 1_000
/** Presences that one neighbour may pass on at once, besides those of people whom we attend … */
export const PRESENCE_HEARD_BURST = 400
/**
 * … and each second after it, four times as many as a thousand pages say: 400 signatures, of which a browser checks some
 * ten thousand a second. What is more is neither checked nor passed on.
 */
export const PRESENCES_HEARD_PER_S = 200
/** Presences of one peer that are checked at once, and each second after it: twice what an honest one says. */
export const SIGNER_HEARD_BURST = 2 * PRESENCE_SAID_BURST
export const SIGNER_HEARD_PER_S = 2 * PRESENCES_SAID_PER_S
/** Presences of others that a relay takes of one guest each second, as a thousand pages say them: a quarter of what the others check of the relay. */
export const PRESENCES_PASSED_PER_S = 50
/** A presence older than this is of a peer that has probably gone. Three intervals, and clocks may differ. */
export const PRESENCE_LIFETIME_MS = 90_000
/** Signed bytes (about 400), the device certificate as proof (about 600), relay addresses. */
export const MAX_PRESENCE_BYTES = 4096
/** How many relay addresses of a peer are worth trying. */
export const MAX_RELAYS_PER_PEER = 4
/** Peers that can pass an offer on to somebody, named in the presence: a few of the longest linked are enough. */
export const MAX_ACQUAINTANCES_SAID = 8
export const MAX_ADDRESS_CHARS = 256

/** PROTOCOL.md: more links cost more than they bring. */
export const MAX_LINKS = 24
/**
 * Blocks that one peer may have asked for and not been sent: all are read before the first goes out, and with 256 KiB each
 * these are 12 MiB, of 28 peers 336. A page asks for as many parts as MAX_PARTS_ASKED, and for the roots of what it shows. Of
 * more, those asked for first are let go.
 */
export const MAX_WANTS_OF_PEER = 48
/** Parts of images that a page asks for at once, those of four of the largest … */
export const MAX_PARTS_ASKED = 32
/** … and of those that have not come by then no longer: nobody may have them. */
export const PART_HELD_MS = 2_000
/** Bytes of blocks that one peer is sent at once, the pictures of sixteen posts … */
export const BLOCK_BURST_BYTES = 128 * 1024 * 1024
/** … and each second after it: 32 Mbit/s, more than most homes send. */
export const BLOCK_BYTES_PER_S = 4 * 1024 * 1024
/** What is shorter is taken for wants. Answers as short as this are bounded by their number. */
export const MAX_SMALL_MESSAGE_BYTES = 16 * 1024
/** Blocks are sent in messages of this size, so that no more lies in the browser's buffer than a good line carries in a second. */
export const MAX_BLOCKS_MESSAGE_BYTES = 1024 * 1024
/** Messages of bitswap, of 4 MiB at most, that one peer may be sending at a time. */
export const MAX_BITSWAP_STREAMS = 16
/** Waiting between two looks for somebody to dial. */
export const DIAL_PAUSE_MS = 250
/** Two pages that hear of each other at once should not both dial at once. */
export const DIAL_JITTER_MS = 200
export const DIAL_TIMEOUT_MS = 20_000
/** After a relay has let one run into that, acquaintances are asked first for so long: else each candidate waits for it anew. */
export const RELAY_DOUBT_MS = 2 * 60_000
/** A failed dial is tried again after this, doubled each time … */
export const DIAL_BACKOFF_MS = 2_000
/** … up to this. */
export const MAX_DIAL_BACKOFF_MS = 120_000
/** A link that is given up may say goodbye this long. */
export const DROP_MS = 1_000
/** A link that ends sooner was none: the other side has no place for us, or something breaks it again and again. */
export const GOOD_LINK_MS = 30_000
/** A link that lasts so long makes its day count (anchors.ts): who comes and goes has no such day … */
export const STEADY_LINK_MS = 10 * 60_000
/** … which is looked at this often. */
export const STEADY_LOOK_MS = 60_000
/** A relayed connection is kept this long after a dial over it, for the other side to finish. */
export const RELAYED_LINGER_MS = 5_000
export const RELAY_RETRY_MS = 3_000
/** Candidates remembered beyond the links; the longest unheard go first. */
export const MAX_CANDIDATES = 500

/** An offer passed on by an acquaintance, and the offer that comes back. */
export const INTRODUCE_PROTOCOL = '/synereo/introduce/1'
/** An offer has at most eight addresses of 64 characters, and some 200 bytes of the rest. */
export const MAX_INTRODUCTION_BYTES = 2048
/** Offers passed on at the same time; as many as a circuit relay of libp2p keeps places. */
export const MAX_INTRODUCTIONS = 15
/** Offers taken at the same time from acquaintances: each costs a peer connection before anything is proven. */
export const MAX_OFFERS_TAKEN = 3
/** … of which strangers among them get no more than these: offers that lead nowhere hold a place for eight seconds. */
export const MAX_OFFERS_TAKEN_OF_STRANGERS = 2
/** Introductions that one peer may ask for at once … */
export const INTRODUCTION_BURST = 12
/** … and each second after it. */
export const INTRODUCTIONS_PER_S = 0.2
/** Acquaintances asked for one and the same link before a relay is tried. */
export const MAX_ACQUAINTANCES_ASKED = 2
/** Asking, making the other offer, and coming back. */
export const INTRODUCTION_TIMEOUT_MS = 8_000
/** How long the browser may look for the addresses of an offer. */
export const GATHER_MS = 2_000
/** Link changes are said in the presence after this, many at once. */
export const ACQUAINTANCES_SAID_MS = 500

/** Entries and bodies in one sync message: one body of the largest kind fits with its entry and framing. */
export const MAX_SYNC_MESSAGE_BYTES = 128 * 1024
/** A batch is closed when it has reached this; the rest is headroom for one largest body. */
export const SYNC_BATCH_BYTES = 48 * 1024
/** Entries of one batch, so that a log of tiny entries is still acknowledged in steps. */
export const SYNC_BATCH_RECORDS = 64
/**
 * Unacknowledged batches: while one is taken in the next is on its way. A fresh post waits for these 96 KiB at most,
 * a second over a line of 1 Mbit/s, and they are what a broken link may cost.
 */
export const SYNC_WINDOW_BATCHES = 2
/** Entries that an author pushes at once when they are published, and the newest of a log that are asked for early. */
export const MAX_FRESH_RECORDS = 8
/** A log that lacks more than this shows its newest entries before the rest has come; fewer are there in a blink. */
export const MIN_PEEK_GAP = 64
/** Logs asked of one peer at the same time: they take turns, and the most wanted are complete first. */
export const MAX_ASKS_PER_LINK = 8
/** Logs that a peer is remembered to hold more of: those of everybody wanted, and further devices of some. */
export const MAX_OFFERS_PER_LINK = 2_000
/** A peer that is asked for a log and sends nothing of it for this long loses it to another … */
export const LEASE_MS = 4_000
/** … and so does one that sends fewer entries than this, since it could go on for days. */
export const LEASE_ENTRIES = 16
/**
 * Whose line is slow, or comes to a slow one, is given so many times twice as long, up to sixteen seconds: a batch of 48 KiB
 * takes six over 64 kbit/s …
 */
export const MAX_LEASE_DOUBLINGS = 2
/** … until so many times as much came as has to. */
export const QUICK_LEASE_TIMES = 8
/** Of a person with more logs that have no place here none is asked for while they rest. */
export const MAX_PLACELESS_LOGS = MAX_ASKS_PER_LINK
/** Who gave less of a log than it offered is asked for it again after this, doubled with each failure in a row … */
export const OFFER_REST_MS = 15_000
/** … but not more often than this: two minutes, since it may have been our own clock. */
export const MAX_OFFER_REST_DOUBLINGS = 3
/**
 * A look whom to ask for what is missing walks through what all links offer. After it comes a pause of so many times its
 * length, so that whoever makes the page look again and again has a tenth of it at most …
 */
export const FETCH_PAUSE_TIMES = 9
/** … but no longer one than this, should a look seem long because the computer slept. */
export const MAX_FETCH_PAUSE_MS = 1_000
/** Leases are looked at this often. */
export const LEASE_LOOK_MS = 1_000
/** … and so often at branches that are missing, while any are. */
export const BRANCH_LOOK_MS = 1_000
/** Growth of logs is told after this, much at once: a hop costs no more, and a backlog is not told entry by entry. */
export const HAVE_PAUSE_MS = 100
/** The newest of one log are asked for this often at most: honest peers tell of growth half as often. */
export const PEEK_PAUSE_MS = HAVE_PAUSE_MS / 2
/** … and of one who holds them: who has not given them after this, with what it sends before, loses them to another. */
export const PEEK_PATIENCE_MS = LEASE_MS
/** Positions in one `have`: 75 KiB. */
export const MAX_HAVE_POSITIONS = 1_000
/**
 * After a `want` to all links the next comes this much later at the earliest: it is the whole list, to each of them, and
 * anybody who announces posts or links and goes changes whom it names.
 */
export const WANT_PAUSE_MS = 1_000
/**
 * A peer is one person for so long, over its streams: who is linked is asked for and all links are told, so one that opens
 * its stream anew under another name each second would have that said each second.
 */
export const PERSON_STAYS_MS = 60_000
/** People whose logs one side asks of the other. */
export const MAX_WANTED_PEOPLE = 1_000
/**
 * Logs of one person that are asked for and kept: every browser that somebody ever used has one, so it must not be a
 * few. Whoever has stolen twelve words can make any number.
 */
export const MAX_DEVICES_PER_PERSON = 64
/** Positions in one want: with MAX_WANTED_PEOPLE people at 38 bytes and these at 44 it stays below 128 KiB. */
export const MAX_WANT_POSITIONS = 1_900
/** MODEL.md's Qmin: below this arriving charge a post has not reached somebody, so nobody is sent it. */
export const STOP_CHARGE = 0.02
/** Acts that go with a post in one impulse: with the post they make MAX_FRESH_RECORDS records at most. */
export const MAX_ACTS_PER_IMPULSE = MAX_FRESH_RECORDS - 1
/** Peers to whom one page pushes one post: as many as gossipsub's mesh has; others get it of them, or by the sync. */
export const MAX_IMPULSE_FANOUT = 8
/** Impulses that one peer is sent at once … */
export const IMPULSE_BURST = 60
/** … and each second after it: sixty a minute, which a link of 1 Mbit/s carries a hundred times over. */
export const IMPULSES_PER_S = 1
/** Posts of which is remembered what a peer has been told; of older ones it may be told again. */
export const MAX_TOLD_POSTS = 2_000
export const IMPULSE_PROTOCOL = '/synereo/impulse/1'
/** A post, what its author says of themselves, and the acts. */
export const MAX_IMPULSE_RECORDS = 2 + MAX_ACTS_PER_IMPULSE
/** Signed by an Ed25519 key. */
export const CERTIFICATE_BYTES = 64
/**
 * What of impulses is heard of one peer at once and each second after it: twice what an honest one sends, whose page may
 * have been loaded anew a moment ago. What is more is not looked at.
 */
export const HEARD_IMPULSE_BURST = 2 * IMPULSE_BURST
export const HEARD_IMPULSES_PER_S = 2 * IMPULSES_PER_S
/** Streams for impulses that a peer may have open with us: the one it uses, and one that is just ending. */
export const MAX_IMPULSE_STREAMS = 2
/** Work that one message of a peer costs, in units of a small one, and a stream, which is greeted; see MessageBudget. */
export const MESSAGE_COSTS = {
  stream: 25,
  hello: 25,
  want: 5,
  have: 1,
  records: 1,
  fresh: 1,
  get: 0.5,
  peek: 1,
  branch: 1,
  ack: 0.1,
  end: 0.1,
  stop: 0.1,
} as const
/** Reading so many keys in a `have` or `want` costs a unit more: the longest take tens of milliseconds, on a slow machine. */
export const KEYS_PER_UNIT = 128
/** What has come is read for so long at a time; then input and painting have their turn. A frame of the screen. */
export const READ_AT_ONCE_MS = 16
/** Units that a peer may cause at once, for the burst of a first meeting … */
export const MESSAGE_BURST = 200
/** … and each second after it. A faster peer is read more slowly; it loses nothing but time. */
export const MESSAGES_PER_S = 50
/** Bytes that one peer is sent of what it asks for: at once, a first catch-up of ten thousand entries of 1.6 KiB … */
export const UPLOAD_BURST_BYTES = 16 * 1024 * 1024
/** … and each second after it: 8 Mbit/s, most of what a home sends. */
export const UPLOAD_BYTES_PER_S = 1024 * 1024
/** So many times its bytes an entry costs that this peer has been sent before. */
export const SENT_AGAIN_COSTS = 4
/** Logs of which is remembered how far a peer has been sent them, those asked for and those peeked at. */
export const MAX_LOGS_SENT = 2 * MAX_OFFERS_PER_LINK
/** What the place of a log takes in a message: two keys, a number, and what frames them. */
export const POSITION_BYTES = 76
/** Bytes written to a peer that does not read them before it is given up. */
export const MAX_UNREAD_BYTES = 2 * 1024 * 1024
/** Of two connections with one peer the second may come up this much later than the first. */
export const SETTLE_MS = 1_000
/** A sync stream that ends while the connection stays is opened again after this, doubled each time … */
export const STREAM_RETRY_MS = 1_000
/** … and so often in a row; then the connection is closed, so that the place is free for others. */
export const MAX_STREAM_RETRIES = 4
/** A stream that lasted this long was a good one: failures before it are forgotten. */
export const GOOD_STREAM_MS = 30_000
/** Relays in use: those of the network and those of invite links that were opened. */
export const MAX_RELAYS = 12
/** Of these as many as one link names; those of a later link take the places of the first. */
export const MAX_LINK_RELAYS = 4
/** Whoever made a link names hosts of others as well: one that does not answer is asked seldom. */
export const MAX_LINK_RELAY_RETRY_MS = 5 * 60_000
/**
 * Peers whose last presence is remembered, and who were answered when they were new; the oldest are forgotten. Twice as
 * many as there are in the shards that one listens to.
 */
export const MAX_GREETED = 2_000

/**
 * What a beacon names and has not come after this is missing. Sync needs seconds; with the time between two presences
 * and two looks it is known within a minute of its writing.
 */
export const BEHIND_AFTER_MS = 30_000
/** Beacons are looked at this often. */
export const BEACON_LOOK_MS = 5_000
/** Peers that are asked at once for what a beacon names, though they have offered nothing of it … */
export const BEACON_ASKED_AT_ONCE = 4
/** … again after this, doubled each time … */
export const BEACON_REST_MS = 10_000
/** … and so often in a row: a beacon that names what does not exist costs twenty short questions. */
export const MAX_BEACON_ROUNDS = 5
/** Logs of people attended that are known to be longer than what is here; the longest unheard go first. */
export const MAX_BEACONS = 2_000
/** … and of one person so many: of more devices no logs are asked for and kept. The longest unheard of theirs go first. */
export const MAX_BEACONS_PER_PERSON = MAX_DEVICES_PER_PERSON
/** So long nothing of anybody attended is heard until it is said. Three presences of theirs. */
export const UNHEARD_AFTER_MS = 60_000

/** 256 KiB chunks: larger ones overflow a stream's read buffer when several come at once (FEASIBILITY, measured). */
export const IMAGE_CHUNK_BYTES = 256 * 1024
/** How long an image is asked for before the view says that nobody here has it. */
export const IMAGE_TIMEOUT_MS = 30_000

/** A stretch of the ledger's finals, or the table of a campaign. */
export const MAX_LEDGER_MESSAGE_BYTES = 1024 * 1024
/** An answer needs a few signatures and writes to disk. */
export const LEDGER_TIMEOUT_MS = 10_000
export const MAX_LEDGER_STREAMS = 8
/** Ledger messages that one neighbour may pass on at once: a payment makes about a dozen … */
export const LEDGER_BURST = 400
/** … and each second after it. What is more is not passed on; it is asked for when it is missed. */
export const LEDGER_MESSAGES_PER_S = 100
