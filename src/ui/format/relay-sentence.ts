import type { ConnectionState, RelayError } from '../../app/api'
import { say } from '../words/words.svelte'

type Relay = ConnectionState['relays'][number]

export function relayState(state: Relay['state']): string {
  switch (state) {
    case 'connecting':
      return say('connecting…')
    case 'connected':
      return say('connected')
    case 'unreachable':
      return say('cannot be reached, trying again')
  }
}

export function relayOrigin(from: Relay['from']): string {
  switch (from) {
    case 'network':
      return say('of this network')
    case 'owner':
      return say('added here')
    case 'link':
      return say('from an invite link')
  }
}

const HOST = /^\/(?:dns[46]?|dnsaddr|ip[46])\/([^/]+)(?:\/tcp\/(\d+))?/
/** What is not said of an address of the web is this. */
const USUAL_PORT = '443'

/** Its host, as people say it; the whole address of one that has none. */
export function relayName(address: string): string {
  const [, host, port = USUAL_PORT] = HOST.exec(address) ?? []
  if (host === undefined) return address
  const written = host.includes(':') ? `[${host}]` : host
  return port === USUAL_PORT ? written : `${written}:${port}`
}

/** Why a relay was not added, and what to do. */
export function relayErrorSentence(error: RelayError): string {
  switch (error) {
    case 'not-an-address':
      return say('This is no address of a relay. It begins with a slash, and looks as the example does.')
    case 'no-websocket':
      return say('Browsers reach relays by WebSocket only: the address needs a part /ws or /wss.')
    case 'no-relay-id':
      return say(
        'The address must end in /p2p/ and the id of the relay, so that nobody else can take its place.',
      )
    case 'not-encrypted':
      return say(
        'This page came encrypted, and browsers then reach encrypted relays only: the address needs a part /wss or /tls/ws.',
      )
    case 'known':
      return say('This relay is in the list already.')
    case 'too-many':
      return say('There are as many relays as a page can use. Remove one first.')
    case 'leader-away':
      return say('The tab that runs Synereo did not answer. Close the other tabs and try again.')
  }
}
