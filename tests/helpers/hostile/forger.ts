/** Forges the next record of a log: with a right signature unless told otherwise, so that the flaw stands alone. */
import { encode } from '@ipld/dag-cbor'
import { CID } from 'multiformats/cid'
import { domainMessage, ENTRY_DOMAIN } from '../../../src/identity/domain'
import { publicKeyOf } from '../../../src/identity/person-id'
import type { DeviceSigner, PersonId } from '../../../src/identity/types'
import { rootFromWords, type Root } from '../../../src/identity/words'
import { cidOf, decodeCanonical } from '../../../src/records/codec'
import { readEntry, type Entry } from '../../../src/records/entry'
import type { NetworkId, RecordBlocks, RecordCid } from '../../../src/records/types'

/** A log that the receiver already holds as a whole, and the keys behind it. */
export interface ValidLog {
  readonly network: NetworkId
  readonly person: PersonId
  /** The 12 words of `person`. */
  readonly words: string
  readonly signer: DeviceSigner
  /** All entries in order, at least three. */
  readonly records: readonly RecordBlocks[]
  /** A record of somebody else that the receiver holds. */
  readonly foreign: RecordCid
}

export type Fields = Readonly<Record<string, unknown>>

export class Forger {
  readonly log: ValidLog
  readonly root: Root
  /** The last entry of the log. */
  readonly head: Entry & { readonly cid: RecordCid }

  private constructor(log: ValidLog, root: Root, head: Forger['head']) {
    this.log = log
    this.root = root
    this.head = head
  }

  static async of(log: ValidLog): Promise<Forger> {
    const root = await rootFromWords(log.words)
    const last = log.records.at(-1)
    const decoded = last && decodeCanonical(last.entry)
    const entry = decoded?.ok === true ? readEntry(decoded.value) : undefined
    if (!root.ok || last === undefined || entry === undefined)
      throw new Error('expected a valid log and its words')
    return new Forger(log, root.value, { ...entry, cid: (await cidOf(last.entry)) as string as RecordCid })
  }

  /** What the entry behind the head says, without its signature. */
  async fields(kind: string, body: Uint8Array): Promise<Fields> {
    const { header, cid } = this.head
    return {
      network: CID.parse(header.network),
      person: publicKeyOf(header.person),
      device: publicKeyOf(header.device),
      seq: header.seq + 1,
      prev: CID.parse(cid),
      time: header.time,
      kind,
      body: CID.parse(await cidOf(body)),
      size: body.byteLength,
    }
  }

  /** Fields with their signature; `undefined` fields are left out. */
  async signed(fields: Fields, signer = this.log.signer): Promise<Fields> {
    const { sig: given, ...rest } = fields
    const said = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
    const sig = given !== undefined ? given : await signer.sign(domainMessage(ENTRY_DOMAIN, encode(said)))
    return { ...said, sig }
  }

  /** A record of these bytes as body, some fields of its entry changed before it is signed. */
  async record(
    kind: string,
    body: Uint8Array,
    changes: Fields = {},
    signer?: DeviceSigner,
  ): Promise<RecordBlocks> {
    const fields = { ...(await this.fields(kind, body)), ...changes }
    return { entry: encode(await this.signed(fields, signer)), body }
  }

  /** A record of this value as body. */
  says(kind: string, body: unknown, changes: Fields = {}): Promise<RecordBlocks> {
    return this.record(kind, encode(body), changes)
  }

  /** The first entry of another device's log, with this certificate. */
  firstOf(
    signer: DeviceSigner,
    certificate: Uint8Array,
    changes: Fields = {},
    signedBy = signer,
  ): Promise<RecordBlocks> {
    const body = encode({ certificate, label: 'another device' })
    const first = { device: publicKeyOf(signer.device), seq: 0, prev: null }
    return this.record('device', body, { ...first, ...changes }, signedBy)
  }
}
