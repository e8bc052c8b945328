import type { Blockstore, InputPair, Pair } from 'interface-blockstore'
import type { CID } from 'multiformats/cid'
import type { Database } from './open'

type Bytes = Uint8Array | Iterable<Uint8Array> | AsyncIterable<Uint8Array>

interface PendingPut {
  readonly key: Uint8Array<ArrayBuffer>
  readonly bytes: Uint8Array
}

/**
 * Blocks for Helia over the app's own database, by multihash.
 *
 * Reads also find the blocks of log entries and bodies, which live in the `entries` rows. Writes that come while a
 * transaction is under way are gathered into the next one: one transaction per batch is several times faster than
 * one per block (docs/BENCHMARKS.md), and each `put` still resolves only when its bytes are durable.
 */
export class IdbBlockStore implements Blockstore {
  readonly #db: Database
  #pending: PendingPut[] = []
  #flushing: Promise<void> | null = null

  constructor(db: Database) {
    this.#db = db
  }

  async has(cid: CID): Promise<boolean> {
    const key = keyOf(cid)
    if ((await this.#db.getKey('blocks', key)) !== undefined) return true
    return (await this.#db.getKeyFromIndex('entries', 'byBlock', key)) !== undefined
  }

  async put(cid: CID, bytes: Bytes): Promise<CID> {
    const gathered = await gather(bytes)
    this.#pending.push({ key: keyOf(cid), bytes: gathered })
    await this.#flushed()
    return cid
  }

  async *putMany(source: Iterable<InputPair> | AsyncIterable<InputPair>): AsyncGenerator<CID> {
    const cids: CID[] = []
    for await (const { cid, bytes } of source) {
      const gathered = await gather(bytes)
      this.#pending.push({ key: keyOf(cid), bytes: gathered })
      cids.push(cid)
    }
    await this.#flushed()
    yield* cids
  }

  async *get(cid: CID): AsyncGenerator<Uint8Array> {
    const key = keyOf(cid)
    const block = await this.#db.get('blocks', key)
    if (block !== undefined) {
      yield block
      return
    }
    const row = await this.#db.getFromIndex('entries', 'byBlock', key)
    if (row === undefined) throw new NotFoundError(cid)
    const { record } = row
    const isBody = record.bodyBlock !== null && record.header.bodyCid === cid.toV1().toString()
    yield isBody ? record.bodyBlock : record.entryBlock
  }

  async *getMany(source: Iterable<CID> | AsyncIterable<CID>): AsyncGenerator<Pair> {
    for await (const cid of source) yield { cid, bytes: this.get(cid) }
  }

  async delete(cid: CID): Promise<void> {
    await this.#db.delete('blocks', keyOf(cid))
  }

  async *deleteMany(source: Iterable<CID> | AsyncIterable<CID>): AsyncGenerator<CID> {
    for await (const cid of source) {
      await this.delete(cid)
      yield cid
    }
  }

  /** Nothing here walks all blocks: a garbage collector of Helia's kind would not know the app's reasons to keep. */
  // eslint-disable-next-line require-yield
  async *getAll(): AsyncGenerator<Pair> {
    throw new Error(
      'IdbBlockStore.getAll is not offered: which blocks stay is decided by the records that name them',
    )
  }

  /** Joins the write under way, or starts one; writes that fail reject for everyone who waits on them. */
  async #flushed(): Promise<void> {
    // A batch that is already being written may have been taken before our block: then one more round is needed.
    const underWay = this.#flushing
    if (underWay !== null) await underWay.catch(() => undefined)
    this.#flushing ??= this.#write()
    await this.#flushing
  }

  async #write(): Promise<void> {
    const batch = this.#pending
    this.#pending = []
    try {
      const transaction = this.#db.transaction('blocks', 'readwrite', { durability: 'relaxed' })
      await Promise.all([
        ...batch.map(({ key, bytes }) => transaction.store.put(bytes, key)),
        transaction.done,
      ])
    } finally {
      this.#flushing = null
    }
  }
}

/** Recognised by name, as Helia and its siblings do. */
export class NotFoundError extends Error {
  override readonly name = 'NotFoundError'

  constructor(cid: CID) {
    super(`no block ${cid.toString()} is kept here`)
  }
}

function keyOf(cid: CID): Uint8Array<ArrayBuffer> {
  return new Uint8Array(cid.multihash.bytes)
}

/** Bytes of their own: of a view IndexedDB would keep all that it looks at, such as a whole message of bitswap. */
async function gather(bytes: Bytes): Promise<Uint8Array> {
  if (bytes instanceof Uint8Array) return bytes.slice()
  const parts: Uint8Array[] = []
  for await (const part of bytes) parts.push(part)
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0))
  let offset = 0
  for (const part of parts) {
    joined.set(part, offset)
    offset += part.byteLength
  }
  return joined
}
