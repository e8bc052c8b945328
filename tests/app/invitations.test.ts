import 'fake-indexeddb/auto'
import { beforeEach, describe, expect, it } from 'vitest'
import { INVITE_LIFETIME_MS, Invitations, MAX_FOLLOWED_BACK } from '../../src/app/invitations'
import type { InviteToken } from '../../src/app/invite-link'
import { inviteProof } from '../../src/identity/invite'
import type { PersonId } from '../../src/identity/types'
import type { NetworkId, VerifiedRecord } from '../../src/records/types'
import { DeviceStore } from '../../src/storage/device-store'
import { openDatabase } from '../../src/storage/open'
import { Author, START_MS } from '../helpers/author'

const DAY_MS = 24 * 60 * 60 * 1000

let opened = 0
let alice: Author
let store: DeviceStore
let invitations: Invitations

beforeEach(async () => {
  opened += 1
  store = new DeviceStore(await openDatabase(`invitations-${opened}` as NetworkId, () => undefined))
  invitations = new Invitations(store)
  alice = await Author.create()
})

function follow(follower: Author, person: PersonId, invite: Uint8Array | null): Promise<VerifiedRecord> {
  return follower.write({ kind: 'follow', body: { person, invite } })
}

/** The follow of somebody new who holds the link. */
async function arrival(secret: Uint8Array, follower?: Author): Promise<VerifiedRecord> {
  const bob = follower ?? (await Author.create())
  return follow(bob, alice.person, await inviteProof(secret, bob.person))
}

function welcomed(added: readonly VerifiedRecord[], nowMs = START_MS): Promise<PersonId[]> {
  return invitations.toFollowBack(alice.person, added, nowMs)
}

function peopleOf(records: readonly VerifiedRecord[]): PersonId[] {
  return records.map(({ header }) => header.person)
}

function several(count: number, secret: Uint8Array): Promise<VerifiedRecord[]> {
  return Promise.all(Array.from({ length: count }, () => arrival(secret)))
}

describe('who comes through an invite link', () => {
  it('[IN2] is followed back', async () => {
    const bob = await arrival(await invitations.currentSecret(START_MS))
    expect(await welcomed([bob])).toEqual(peopleOf([bob]))
  })

  it('[IN4] by a code is followed back where their own code was taken here, and nobody else who saw the code', async () => {
    const secret = await invitations.secretOfCodes(START_MS)
    const [bob, mallory] = [await Author.create(), await Author.create()]
    await invitations.met(bob.person)
    expect(await welcomed([await arrival(secret, mallory)])).toEqual([])
    expect(await welcomed([await arrival(secret, bob)])).toEqual([bob.person])
    expect(await invitations.currentSecret(START_MS)).not.toEqual(secret)
  })

  it('[IN2] is among the first five, or merely follows', async () => {
    const follows = await several(MAX_FOLLOWED_BACK + 2, await invitations.currentSecret(START_MS))
    expect(MAX_FOLLOWED_BACK).toBe(5)
    expect(await welcomed(follows)).toEqual(peopleOf(follows).slice(0, 5))
  })

  it('[IN2] is counted with those who came before, also after a restart', async () => {
    const follows = await several(6, await invitations.currentSecret(START_MS))
    for (const record of follows.slice(0, 5)) expect(await welcomed([record])).toEqual(peopleOf([record]))
    invitations = new Invitations(store)
    expect(await welcomed(follows.slice(5))).toEqual([])
  })

  it('[IN2] is counted also when several come at the same moment', async () => {
    const follows = await several(8, await invitations.currentSecret(START_MS))
    const answers = await Promise.all(follows.map((record) => welcomed([record])))
    expect(answers.flat()).toHaveLength(5)
  })

  it('[IN2] comes within fourteen days', async () => {
    const secret = await invitations.currentSecret(START_MS)
    const [bob, charlie] = [await arrival(secret), await arrival(secret)]
    expect(INVITE_LIFETIME_MS).toBe(14 * DAY_MS)
    expect(await welcomed([charlie], START_MS + 14 * DAY_MS + 1)).toEqual([])
    expect(await welcomed([bob], START_MS + 14 * DAY_MS)).toEqual(peopleOf([bob]))
  })

  it('[IN2] is followed back once, however often the follow comes', async () => {
    const secret = await invitations.currentSecret(START_MS)
    const bob = await Author.create()
    const first = await arrival(secret, bob)
    const again = await arrival(secret, bob)
    expect(await welcomed([first, again])).toEqual([bob.person])
    expect(await welcomed([first])).toEqual([])
  })

  it('[IN2] takes no place from others by coming twice', async () => {
    const secret = await invitations.currentSecret(START_MS)
    const bob = await Author.create()
    const his = [await arrival(secret, bob), await arrival(secret, bob), await arrival(secret, bob)]
    const others = await several(5, secret)
    expect(await welcomed([...his, ...others])).toEqual([bob.person, ...peopleOf(others).slice(0, 4)])
  })

  it('[IN2] proves it: a follow without a proof, with a guess or with the proof of another does not count', async () => {
    const secret = await invitations.currentSecret(START_MS)
    const [bob, mallory] = [await Author.create(), await Author.create()]
    const stolen = await inviteProof(secret, bob.person)
    const follows = [
      await follow(mallory, alice.person, null),
      await follow(mallory, alice.person, new Uint8Array(32)),
      await follow(mallory, alice.person, stolen),
      await follow(mallory, alice.person, await inviteProof(new Uint8Array(16), mallory.person)),
    ]
    expect(await welcomed(follows)).toEqual([])
    expect(await welcomed([await arrival(secret, bob)])).toEqual([bob.person])
  })

  it('[IN2] follows the owner: neither follows of others nor the own ones count', async () => {
    const secret = await invitations.currentSecret(START_MS)
    const [bob, charlie] = [await Author.create(), await Author.create()]
    const ofCharlie = await follow(bob, charlie.person, await inviteProof(secret, bob.person))
    const own = await follow(alice, bob.person, await inviteProof(secret, alice.person))
    const unfollow = await bob.write({ kind: 'unfollow', body: { person: alice.person } })
    expect(await welcomed([ofCharlie, own, unfollow, await bob.post('hello')])).toEqual([])
    expect((await store.invites()).map(({ usedBy }) => usedBy)).toEqual([[]])
  })

  it('[IN2] finds nobody to follow back where no link was ever made', async () => {
    expect(await welcomed([await arrival(new Uint8Array(16))])).toEqual([])
  })

  it('[IN2] may hold an older link, as long as it is valid', async () => {
    const older = await invitations.currentSecret(START_MS)
    const nowMs = START_MS + 8 * DAY_MS
    const newer = await invitations.currentSecret(nowMs)
    expect(newer).not.toEqual(older)
    const follows = [await arrival(older), await arrival(newer)]
    expect(await welcomed(follows, nowMs)).toEqual(peopleOf(follows))
  })
})

describe('the secret of a link', () => {
  it('[IN2] stays while nobody used it and it is fresh', async () => {
    const secret = await invitations.currentSecret(START_MS)
    expect(secret.byteLength).toBe(16)
    expect(await invitations.currentSecret(START_MS + 7 * DAY_MS - 1)).toEqual(secret)
    expect(await store.invites()).toHaveLength(1)
  })

  it('[IN2] is a new one after half of its life, so that a link just given has a week at least', async () => {
    const secret = await invitations.currentSecret(START_MS)
    expect(await invitations.currentSecret(START_MS + 7 * DAY_MS)).not.toEqual(secret)
  })

  it('[IN2] is a new one once somebody came through it', async () => {
    const secret = await invitations.currentSecret(START_MS)
    await welcomed([await arrival(secret)])
    expect(await invitations.currentSecret(START_MS)).not.toEqual(secret)
  })
})

describe('who opened a link', () => {
  function linkOf(person: PersonId, secret: Uint8Array = new Uint8Array(16)): InviteToken {
    const relays = ['/ip4/127.0.0.1/tcp/1/ws/p2p/relay']
    return { network: alice.network, person, name: 'Alice', secret, peerId: 'peer', relays }
  }

  it('[IN2] proves it with the follow, and the inviting person recognises it', async () => {
    const secret = await invitations.currentSecret(START_MS)
    const [bob, charlie] = [await Author.create(), await Author.create()]
    const ofBob = new Invitations(store)
    expect(await ofBob.proofFor(alice.person, bob.person, START_MS)).toBeNull()
    await ofBob.remember(linkOf(alice.person, secret), START_MS)
    expect(await ofBob.proofFor(charlie.person, bob.person, START_MS)).toBeNull()
    const proof = await ofBob.proofFor(alice.person, bob.person, START_MS)
    expect(await welcomed([await follow(bob, alice.person, proof)])).toEqual([bob.person])
  })

  it('[IN3] proves it also after the page was loaded again, and still knows where to look', async () => {
    const secret = await invitations.currentSecret(START_MS)
    const bob = await Author.create()
    await new Invitations(store).remember(linkOf(alice.person, secret), START_MS)
    const reloaded = new Invitations(store)
    const proof = await reloaded.proofFor(alice.person, bob.person, START_MS)
    expect(await welcomed([await follow(bob, alice.person, proof)])).toEqual([bob.person])
    expect(await reloaded.received(START_MS)).toMatchObject([linkWithoutName(linkOf(alice.person, secret))])
  })

  it('[IN3] is done with the link once the follow is made', async () => {
    const bob = await Author.create()
    await invitations.remember(linkOf(alice.person), START_MS)
    await invitations.followed(alice.person)
    expect(await invitations.proofFor(alice.person, bob.person, START_MS)).toBeNull()
    expect(await invitations.received(START_MS)).toEqual([])
  })

  it('[IN3] has fourteen days to follow', async () => {
    const [bob, charlie] = [await Author.create(), await Author.create()]
    await invitations.remember(linkOf(alice.person), START_MS)
    const last = START_MS + 14 * DAY_MS
    expect(await invitations.proofFor(alice.person, bob.person, last)).not.toBeNull()
    expect(await invitations.proofFor(alice.person, bob.person, last + 1)).toBeNull()
    expect(await invitations.received(last + 1)).toEqual([])
    await invitations.remember(linkOf(charlie.person), last + 1)
    expect((await store.receivedInvites()).map(({ person }) => person)).toEqual([charlie.person])
  })

  it('[IN3] may open any number of links: the last fifty are remembered, of one person the last', async () => {
    const people = Array.from({ length: 60 }, (_, index) => `person ${index}` as PersonId)
    for (const [index, person] of people.entries())
      await invitations.remember(linkOf(person), START_MS + index)
    await invitations.remember(linkOf('person 59' as PersonId, new Uint8Array(16).fill(1)), START_MS + 60)
    const kept = await invitations.received(START_MS + 60)
    expect(kept.map(({ person }) => person).sort()).toEqual(people.slice(10).sort())
    expect(kept.find(({ person }) => person === people[59])?.secret).toEqual(new Uint8Array(16).fill(1))
  })
})

function linkWithoutName({ person, secret, peerId, relays }: InviteToken) {
  return { person, secret, peerId, relays }
}
