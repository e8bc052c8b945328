/** A step of the build: what a library brings along for a case that never comes here. */
import type { Plugin } from 'vite'

/**
 * By module the text in its place. `@helia/libp2p` asks `@libp2p/config` for a key that is kept in a datastore when none is
 * given; src/peer/node.ts always gives one. With it came the reading and writing of encrypted key files, a twentieth of all
 * that a page needs to be a peer.
 */
const LEFT_OUT: Readonly<Record<string, string>> = {
  '@libp2p/config': `export function loadOrCreateSelfKey() {
    throw new Error('the key of the peer was not given, and the build leaves out the making of one')
  }`,
}
/** Marks modules that no other plugin is to look for on the disk. */
const MARK = '\0left-out:'

export function leftOut(): Plugin {
  return {
    name: 'left-out',
    enforce: 'pre',
    resolveId: (id) => (id in LEFT_OUT ? MARK + id : null),
    load: (id) => (id.startsWith(MARK) ? LEFT_OUT[id.slice(MARK.length)] : null),
  }
}
