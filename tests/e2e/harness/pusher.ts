/** Any program that speaks the protocols: says who it is, and pushes impulses. */
import { lpStream } from '@libp2p/utils'
import { decodeInvite } from '../../../src/app/invite-link'
import { IMPULSE_PROTOCOL, SYNC_PROTOCOL } from '../../../src/peer/config'
import { encodeImpulse } from '../../../src/peer/impulse-message'
import { encodeMessage } from '../../../src/peer/messages'
import { signPresence } from '../../../src/peer/presence'
import type { CarriedBlocks, VerifiedRecord } from '../../../src/records/types'
import type { Author } from '../../helpers/author'
import type { NodePeer } from './node-peer'
import type { Person } from './people'

/** A direct link of this node with a person's page, at whose other end is the author. */
export async function pushTo(person: Person, relay: string, node: NodePeer, author: Author) {
  const invite = decodeInvite((await person.inviteLink()).split('#/join/')[1] ?? '')
  if (invite === null) throw new Error('the invite link is damaged')
  const peerId = node.helia.libp2p.peerId.toString()
  const presence = {
    ...{ person: author.person, device: author.signer.device, peerId },
    ...{ relays: [relay], time: Date.now(), head: null },
  }
  const connection = await node.dial(relay, invite.peerId)
  const sync = lpStream(await connection.newStream(SYNC_PROTOCOL))
  const bytes = await signPresence(author.network, presence, author.certificate, author.signer)
  await sync.write(encodeMessage({ type: 'hello', presence: bytes }))
  const wire = lpStream(await connection.newStream(IMPULSE_PROTOCOL))
  const pushCarried = (carried: readonly CarriedBlocks[]) => wire.write(encodeImpulse([...carried]))
  return {
    connection,
    write: (message: Uint8Array) => wire.write(message),
    /** What the author wrote. */
    push: (...records: VerifiedRecord[]) => pushCarried(records.map((record) => carriedBy(author, record))),
    /** What the author and others wrote. */
    pushCarried,
  }
}

export function carriedBy({ certificate }: Author, { entryBlock, bodyBlock }: VerifiedRecord): CarriedBlocks {
  return { entry: entryBlock, body: bodyBlock, certificate }
}
