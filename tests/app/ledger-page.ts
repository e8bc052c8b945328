import type { LedgerDeclaration } from '../../src/amp/declaration'
import type { ForkProof, KeyId } from '../../src/amp/types'
import { LedgerDesk } from '../../src/app/ledger-desk'
import type { FinalsStore, Line } from '../../src/app/ledger-desk-init'
import { peerIdOf } from '../../src/peer/peer-id-of'
import { cheapKeys } from '../../src/simulation/ledger/cheap-keys'
import { NOW_MS, type smallLedger } from '../amp/network'

type Small = Awaited<ReturnType<typeof smallLedger>>
const { verify } = cheapKeys()

/** Where a page may ask; null for who is away. */
export type Places = Record<string, (question: Uint8Array) => Promise<Uint8Array | null>>

/**
 * The page of somebody, what it said on the topic and what it noticed.
 * @param parts of its store, where it is not one that works and holds nothing
 * @param devices of its neighbours, as far as they have proven whose they are
 * @param grant of the witness that it is itself
 */
export function pageOf(
  { network }: Small,
  name: string,
  witnesses: readonly string[] = [],
  parts: Partial<FinalsStore> = {},
  successors: LedgerDeclaration['successors'] = [],
  devices: Readonly<Record<string, KeyId>> = {},
  grant = () => Promise.resolve(false),
) {
  const addressOf = (witness: string): string =>
    `/dns4/${witness}/tcp/443/wss/p2p/${peerIdOf(network.machine(witness).signer.device)}`
  const nameAt = new Map(witnesses.map((witness) => [addressOf(witness), witness]))
  const addresses = new Map<KeyId, readonly string[]>(
    witnesses.map((witness) => [network.machine(witness).signer.device, [addressOf(witness)]]),
  )
  const marks = new Map<string, number>()
  const lies = new Map<KeyId, Uint8Array>()
  const noticed: ForkProof[] = []
  const liars: KeyId[] = []
  let learn: (proof: ForkProof) => void = () => undefined
  const first = new Promise<ForkProof>((resolve) => {
    learn = resolve
  })
  const said: Uint8Array[] = []
  const faults: unknown[] = []
  const desk = new LedgerDesk({
    declaration: { terms: network.terms, addresses, successors } as unknown as LedgerDeclaration,
    participant: network.machine(name).participant,
    store: {
      finals: () => Promise.resolve([]),
      keepFinals: () => Promise.resolve(),
      proofs: () => Promise.resolve([]),
      dropProofs: () => Promise.resolve(),
      lies: () => Promise.resolve([...lies.values()]),
      keepLie: (witness, proof) => Promise.resolve(void lies.set(witness, proof)),
      mark: (list) => Promise.resolve(marks.get(list) ?? 0),
      keepMark: (list, next) => Promise.resolve(void marks.set(list, next)),
      ...parts,
    },
    failed: (error) => void faults.push(error),
    ...{ verify, mark: name, changed: () => undefined, broken: () => undefined },
    lied: (witness) => void liars.push(witness),
    forked: (proof) => {
      noticed.push(proof)
      learn(proof)
    },
    grant,
    attest: () => Promise.resolve(null),
    sealed: () => null,
  })
  /** Those who are no witnesses are its neighbours. */
  const reach = (places: Places, nowMs = () => NOW_MS): void => {
    const line: Line = {
      say: (facts) => Promise.resolve(void said.push(...facts)),
      neighbours: () =>
        Promise.resolve(
          Object.keys(places).flatMap((place) =>
            witnesses.includes(place) ? [] : [{ place, device: devices[place] ?? null }],
          ),
        ),
      async ask(to, question) {
        const answer = await places[nameAt.get(to) ?? to]?.(question)
        if (answer == null) throw new Error('no answer')
        return answer
      },
    }
    desk.start(line, nowMs)
  }
  const connect = (...others: LedgerDesk[]): void => {
    reach(Object.fromEntries(others.map((other, index) => [String(index), (asked) => other.answer(asked)])))
  }
  return { desk, noticed, liars, lies, first, said, faults, marks, reach, connect }
}
