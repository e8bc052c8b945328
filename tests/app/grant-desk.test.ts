/** The page of alice, whose device is the only witness of a ledger: what she has is one account, what it gives another. */
import { describe, expect, it, vi } from 'vitest'
import { Book } from '../../src/amp/book'
import { readDeclaration } from '../../src/amp/declaration'
import { partsOf } from '../../src/amp/faucet'
import { declare } from '../../src/amp/founding'
import { Ledger } from '../../src/amp/ledger'
import { Owner } from '../../src/amp/owner'
import { Participant } from '../../src/amp/participant'
import { Purse } from '../../src/amp/purse'
import type { AccountId } from '../../src/amp/types'
import { Witness } from '../../src/amp/witness'
import type { Forecasts } from '../../src/app/forecasts'
import { accountOfKey, GrantDesk } from '../../src/app/grant-desk'
import { accountShown } from '../../src/app/money-shown'
import { cheapKeys } from '../../src/simulation/ledger/cheap-keys'
import { SimulatedDisk } from '../../src/simulation/ledger/disk'
import { NOW_MS } from '../amp/network'

const keys = cheapKeys()
const signer = keys.signer('the device of alice')
const accountOf = (name: string): AccountId => accountOfKey(keys.signer(name))
const [alice, bob, charlie] = [accountOf('alice'), accountOf('bob'), accountOf('charlie')]
const OWN = 30
const GRANT = 100
const SLICE = 250

/** Her browser, with what it keeps. */
async function aliceAtHerPage(disk = new SimulatedDisk(), grant = GRANT, isSilent = false, isRead = true) {
  const founded = await declare({
    ...{ name: 'Small', symbol: 'AMP', supply: OWN + SLICE, witnesses: [signer.device] },
    ...{ addresses: new Map(), given: new Map([[alice, OWN]]), grant, feePpm: 0, previous: null },
  })
  if (!founded.ok) throw new Error(founded.error)
  const declared = await readDeclaration(founded.value)
  if (!declared.ok) throw new Error(declared.error)
  const { terms, allocation } = declared.value
  const now = (): number => NOW_MS
  const book = new Book(new Ledger(terms, allocation.rows))
  const memory = { ...disk.witnessMemory(), hasForgotten: isSilent }
  const witness = new Witness({ book, signer, log: disk, memory, now })
  const { own, given } = partsOf(disk.ownerMemory(), accountOfKey(signer))
  const owner = new Owner({ account: alice, book, signer, log: disk, memory: own, now })
  const purse = new Purse(owner, book, disk, own, signer.device)
  let wished = 0
  const parts = {
    book,
    witness,
    signer,
    log: disk,
    memory: given,
    now,
    maySign: () => isRead,
    wished: () => void (wished += 1),
  }
  const grants = new GrantDesk(parts)
  const participant = new Participant(book, witness, [purse, grants.purse])
  const settle = async (): Promise<void> => {
    while (grants.purse.isWaiting()) await participant.advance(true)
  }
  return { disk, book, owner, purse, grants, participant, settle, wished: () => wished }
}

const amountsFor = ({ book }: { book: Book }, account: AccountId) =>
  book.ledger.outputsFor(account).map(({ amount }) => amount)

describe('a page that is a witness', () => {
  it('[AM118] gives each newcomer starter AMP once, from the account of its key', async () => {
    const page = await aliceAtHerPage()
    expect(await page.grants.grant(bob)).toBe(true)
    expect(await page.grants.grant(bob)).toBe(false)
    expect([page.wished(), page.grants.left]).toEqual([1, SLICE - GRANT])
    await page.settle()
    expect(amountsFor(page, bob)).toEqual([GRANT])
    expect(page.grants.left).toBe(SLICE - GRANT)
  })

  it('[AM118] takes nothing of it from its owner, and shows it to nobody as theirs', async () => {
    const page = await aliceAtHerPage()
    await page.grants.grant(bob)
    await page.settle()
    expect(page.owner.balance).toBe(OWN)
    expect([page.owner.signed(), page.purse.unfulfilled()]).toEqual([[], []])
  })

  it('[AM118] remembers over a restart to whom it gave, and takes that for no payment that its owner forgot', async () => {
    const before = await aliceAtHerPage()
    await before.purse.wish({ id: 'rent', t: 'send', to: charlie, amount: 10, memo: null })
    await before.grants.grant(bob)
    await before.settle()
    await before.grants.grant(charlie)

    const page = await aliceAtHerPage(before.disk)
    for (const fact of before.participant.factsSince(0)) await page.participant.recall(fact)
    expect(page.purse.unfulfilled().map(({ wish }) => wish.id)).toEqual(['rent'])
    expect([page.owner.signed(), page.purse.held(), page.grants.purse.held()]).toEqual([[], [], []])
    expect([await page.grants.grant(bob), await page.grants.grant(charlie)]).toEqual([false, false])
    await page.settle()
    expect(amountsFor(page, charlie)).toEqual([GRANT])
  })

  it('[AM118] gives nobody a second time whom it gave something after its browser was copied and put back', async () => {
    const before = await aliceAtHerPage()
    await before.grants.grant(bob)
    await before.settle()

    const putBack = await aliceAtHerPage()
    for (const fact of before.participant.factsSince(0)) await putBack.participant.recall(fact)
    expect(await putBack.grants.grant(bob)).toBe(false)
  })

  it('[AM118] promises nothing twice to those who ask at once', async () => {
    const { grants } = await aliceAtHerPage()
    const all = ['bob', 'charlie', 'dora', 'erin'].map((name) => grants.grant(accountOf(name)))
    expect(await Promise.all(all)).toEqual([true, true, false, false])
  })

  it('[AM118] gives nothing where the network gives nothing, nor once it has forgotten what it said', async () => {
    expect(await (await aliceAtHerPage(undefined, 0)).grants.grant(bob)).toBe(false)
    expect(await (await aliceAtHerPage(undefined, GRANT, true)).grants.grant(bob)).toBe(false)
  })

  it('[AM145] whose disk kept no wish for a moment gives to whoever asks again, and once', async () => {
    const page = await aliceAtHerPage()
    const full = vi.spyOn(page.disk, 'keepWish').mockRejectedValueOnce(new Error('The disk is full.'))
    await expect(page.grants.grant(bob)).rejects.toThrow('full')
    expect([page.wished(), page.grants.left]).toEqual([0, SLICE])
    expect(await page.grants.grant(bob)).toBe(true)
    expect(await page.grants.grant(bob)).toBe(false)
    expect(full).toHaveBeenCalledTimes(2)
    await page.settle()
    expect(amountsFor(page, bob)).toEqual([GRANT])
  })

  it('[AM118] promises nothing before it knows how the ledger stands', async () => {
    expect(await (await aliceAtHerPage(undefined, GRANT, false, false)).grants.grant(bob)).toBe(false)
  })
})

it('[AM138] who was sent AMP first is offered starter AMP all the same, until some came', async () => {
  const { book, owner, purse, grants, participant, settle } = await aliceAtHerPage()
  const forecasts = { for: () => null } as unknown as Forecasts
  const shownToBob = () => accountShown({ book, owner, purse, forecasts }, bob, NOW_MS)
  await owner.rotate(keys.signer('alice'))
  await purse.wish({ id: 'a tip', t: 'send', to: bob, amount: 10, memo: null })
  for (let round = 0; round < 4; round += 1) await participant.advance(true)
  expect(shownToBob().movements.map(({ kind }) => kind)).toEqual(['received'])
  expect(shownToBob().starter).toBe(GRANT)
  expect(await grants.grant(bob)).toBe(true)
  await settle()
  expect(shownToBob().movements.map(({ kind }) => kind)).toContain('granted')
  expect(shownToBob().starter).toBe(0)
})

it('[AM138] whoever a witness sent a millionth is offered starter AMP all the same', async () => {
  const { book, owner, purse, grants, settle } = await aliceAtHerPage()
  const forecasts = { for: () => null } as unknown as Forecasts
  const starterOfBob = () => accountShown({ book, owner, purse, forecasts }, bob, NOW_MS).starter
  await grants.purse.wish({ id: 'dust', t: 'send', to: bob, amount: 1, memo: null })
  await settle()
  expect(amountsFor({ book }, bob)).toEqual([1])
  expect(starterOfBob()).toBe(GRANT)
  await grants.purse.wish({ id: 'in earnest', t: 'send', to: bob, amount: GRANT, memo: null })
  await settle()
  expect(starterOfBob()).toBe(0)
})
