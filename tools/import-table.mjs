// Who may import whom: the one table, used by eslint.config.js and tests/architecture.test.ts, explained in
// docs/ARCHITECTURE.md. Plain JavaScript, because ESLint reads it without a compiler.

/** Room of src → rooms it may import besides itself. `workers` is the folder beside src. */
export const ROOMS = {
  lib: [],
  identity: ['lib'],
  records: ['lib', 'identity'],
  social: ['lib', 'identity', 'records', 'attention/types'],
  attention: ['lib'],
  stream: ['lib', 'identity/types', 'records/types', 'attention/types'],
  search: [
    'lib',
    'identity/types',
    'records/types',
    'records/tag',
    'attention/types',
    'social/types',
    'stream/candidates',
  ],
  amp: ['lib', 'identity', 'records/codec', 'records/fields', 'records/limits'],
  storage: ['lib', 'identity', 'records', 'amp'],
  peer: ['lib', 'identity', 'records'],
  app: [
    'lib',
    'identity',
    'records',
    'social',
    'attention/types',
    'attention/params',
    'attention/brain',
    'attention/reading',
    'attention/adjustable',
    'stream',
    'amp',
    'search/types',
    'storage',
    'peer',
  ],
  ui: [
    'lib',
    'amp/limits',
    'amp/memo',
    'identity/person-id',
    'records/limits',
    'records/label-names',
    'records/record-cid',
    'records/tag',
    'attention/adjustable',
    'search/marks',
    'social/introductions',
    'social/labellers',
    'social/statement',
    'social/synereos',
    'social/bookmarks',
    'social/held-rules',
  ],
  workers: ['lib', 'identity/argon2', 'attention', 'search'],
  // The network's simulation runs the page's own parts; what of them waits or asks for the time is brought by it.
  simulation: [
    'lib',
    'identity',
    'records',
    'attention',
    'stream',
    'amp',
    'peer/address-book',
    'peer/anchors',
    'peer/config',
    'peer/head-watch',
    'peer/impulse',
    'peer/impulse-message',
    'peer/message-budget',
    'peer/messages',
    'peer/sync-service',
    'peer/sync-session',
    'peer/sync-wire',
    'peer/topology',
    'social/society',
    'social/types',
    'app/impulse-traffic',
    'app/visitors',
    'app/ingest',
    'app/interest',
    'app/publish',
    'app/refusals',
    'storage/memory-record-store',
  ],
}

/** Files directly in src that wire the rooms together. */
export const WIRING = { 'main.ts': ['app', 'ui', 'App.svelte'], 'App.svelte': ['ui', 'identity/person-id'] }

/** Rooms that may import types, though not values, from anywhere. */
export const TYPES_FROM_ANYWHERE = ['ui', 'App.svelte']

/** Package or scope → the rooms that keep it; a package that is not named here belongs to no room. */
export const PACKAGES = {
  idb: ['storage'],
  'interface-blockstore': ['storage', 'peer'],
  multiformats: ['identity', 'records', 'amp', 'storage', 'peer', 'app'],
  '@ipld/car': ['storage'],
  '@ipld/dag-cbor': ['records'],
  '@scure/bip39': ['identity'],
  '@noble/curves': ['identity'],
  hpke: ['identity'],
  'hash-wasm': ['identity'],
  '@libp2p/*': ['peer'],
  libp2p: ['peer'],
  helia: ['peer'],
  '@helia/*': ['peer'],
  '@multiformats/multiaddr': ['peer'],
  'ipfs-unixfs-importer': ['peer'],
  graphology: ['attention', 'ui'],
  'graphology-layout-forceatlas2': ['attention'],
  sigma: ['ui'],
  'graphology-communities-louvain': ['attention'],
  minisearch: ['search'],
  qr: ['ui'],
  comlink: ['app', 'workers'],
  'workbox-*': ['workers'],
  svelte: ['ui', 'main.ts', 'App.svelte'],
}

/** Rooms in which time, chance and the outside world are arguments. */
export const PURE_ROOMS = ['records', 'attention', 'amp', 'social', 'stream', 'search', 'simulation']

/** What a pure room may not name. */
export const IMPURE_NAMES = [
  'Date',
  'performance',
  'setTimeout',
  'setInterval',
  'queueMicrotask',
  'window',
  'document',
  'navigator',
  'localStorage',
  'indexedDB',
  'fetch',
  'crypto',
]

/**
 * Why the import is not allowed, or null.
 * @param {string} room the room, or the wiring file, that imports
 * @param {string} target 'room/file' of src for own code, else the name of a package
 * @param {boolean} isOwn whether the target is own code
 * @param {boolean} isTypeOnly whether only types are imported
 * @returns {string | null}
 */
export function whyNot(room, target, isOwn, isTypeOnly) {
  if (isOwn) {
    if (isTypeOnly && TYPES_FROM_ANYWHERE.includes(room)) return null
    const allowed = ROOMS[room] ?? WIRING[room] ?? []
    const isAllowed = [room, ...allowed].some((place) => target === place || target.startsWith(`${place}/`))
    if (isAllowed) return null
    return `${room} may import only ${allowed.join(', ') || 'nothing else'}, not ${target}; see docs/ARCHITECTURE.md`
  }
  const entry = Object.entries(PACKAGES).find(([name]) =>
    name.endsWith('*')
      ? target.startsWith(name.slice(0, -1))
      : target === name || target.startsWith(`${name}/`),
  )
  if (entry === undefined)
    return `${target} is in no room yet; give it one in tools/import-table.mjs, with a reason in docs/ARCHITECTURE.md`
  const [name, rooms] = entry
  return rooms.includes(room)
    ? null
    : `${name} is kept in ${rooms.join(', ')}, not in ${room}; see docs/ARCHITECTURE.md`
}
