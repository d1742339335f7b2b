import { ProcessingFinalError, delay, newId, type Clock, type Logger } from '@techdeck/core'
import { unpackEntries } from '../entry/bundle.ts'
import { decodeEntry } from '../entry/entry.ts'
import { keysOfAll } from '../entry/search-keys.ts'
import { openCheckpoint, signCheckpoint } from '../note/checkpoint.ts'
import type { NoteSigner } from '../note/signed-note.ts'
import { TreeEdge } from '../tree/edge.ts'
import { HASH_BYTES, leafHash } from '../tree/hashes.ts'
import { tileId } from '../tree/tiles.ts'
import type { AuditStorage, Batch, IntakeGroup } from './storage.ts'

const LEASE = 'audit.sealer'
const LEASE_MS = 15_000
const RENEW_MS = 3000
/** How long an entry waits at most while the log is idle. */
const LOOK_MS = 250
const STAND_BY_MS = 2000

const MOST_READ = 400
const MOST_ENTRIES = 2000
const MOST_BYTES = 4 * 1024 ** 2
/** How many leaves are read at once where all are read. */
const LEAVES_AT_ONCE = 10_000

export interface SealerDeps {
  storage: AuditStorage
  signer: NoteSigner
  clock: Clock
  leases: {
    acquire(name: string, owner: string, ttlMs: number): Promise<boolean>
    release(name: string, owner: string): Promise<void>
  }
  logger: Logger
}

/**
 * Makes leaves of what waits in the intake, in the order in which it came.
 *
 * A batch is one write, with its entries, the signed root behind them and the groups of the intake that it took; it is
 * the truth from then on. Its place is its first leaf's number, which no two batches can have: that is the fence. Who
 * was overtaken while it slept finds its place taken, throws away what it made and looks again. Before a batch is made
 * all groups of the one before are out of the intake, so no entry becomes a leaf twice, and a group leaves the intake
 * only when its batch is written, so none is lost, wherever a sealer dies. The lease only keeps others from trying.
 */
export class Sealer {
  readonly #deps: SealerDeps
  readonly #owner = newId()
  /** The tree behind the last batch, once that batch is finished. */
  #edge: TreeEdge | null = null
  /** Read before, and waiting still: as long as every batch since was this sealer's, nobody else took them. */
  #read: IntakeGroup[] = []

  constructor(deps: SealerDeps) {
    this.#deps = deps
  }

  /** Seals until `signal` aborts. What fails is logged and tried again. */
  async run(signal: AbortSignal): Promise<void> {
    const { leases, logger } = this.#deps
    while (!signal.aborted) {
      let wait = STAND_BY_MS
      try {
        if (await leases.acquire(LEASE, this.#owner, LEASE_MS)) {
          await this.#sealWhileLeased(signal)
          wait = LOOK_MS
        }
      } catch (error) {
        this.#edge = null
        logger.error({ err: error }, 'The audit log could not be sealed')
      }
      await delay(wait, signal).catch(() => {})
    }
    await leases.release(LEASE, this.#owner).catch(() => {})
  }

  /** Seals until the intake is empty, or the lease has to be renewed. */
  async #sealWhileLeased(signal: AbortSignal): Promise<void> {
    const until = performance.now() + RENEW_MS
    while (!signal.aborted && performance.now() < until) if ((await this.seal()) === 0) return
  }

  /** Seals all that waits; returns how many entries. For those who need no lease, such as tests. */
  async sealAll(): Promise<number> {
    for (let sealed = 0; ;) {
      const count = await this.seal()
      if (count === 0) return sealed
      sealed += count
    }
  }

  /** Seals one batch; returns how many entries, 0 when none waits. */
  async seal(): Promise<number> {
    const { storage, signer, clock } = this.#deps
    if (!this.#edge) this.#read = []
    const edge = (this.#edge ??= await this.#resume())
    if (this.#read.length === 0) this.#read = await storage.groups(MOST_READ)
    if (this.#read.length === 0) return 0
    // Until the batch is finished nothing is known for sure.
    this.#edge = null
    const taken = takeGroups(this.#read)
    const entries = Buffer.concat(taken.map((group) => group.entries))
    const leaves = unpackEntries(entries)
    const first = edge.size
    for (const leaf of leaves) edge.append(leafHash(leaf))
    const batch: Batch = {
      first,
      size: leaves.length,
      entries,
      keys: keysOfAll(leaves.map(decodeEntry)),
      checkpoint: signCheckpoint({ size: edge.size, root: edge.root() }, signer),
      groups: taken.map(({ id }) => id),
      sealedAt: clock.now(),
    }
    if (!(await storage.addBatch(batch))) return this.seal()
    await this.#finish(batch, edge)
    this.#read = this.#read.slice(taken.length)
    this.#edge = edge
    return batch.size
  }

  /** The tree behind the last batch, which is finished if whoever wrote it did not live to. */
  async #resume(): Promise<TreeEdge> {
    const { storage, logger } = this.#deps
    const head = await storage.head()
    if (!head) return new TreeEdge()
    let edge = await loadEdge(storage, head.first)
    if (edge) appendLeaves(edge, head)
    if (!edge || !this.#isSigned(head, edge)) {
      logger.warn({ size: head.first }, 'Tiles of the audit log are missing or changed; they are made again')
      edge = await this.#rebuild(head)
    }
    await this.#finish(head, edge)
    return edge
  }

  /** The tree behind a batch by the leaves of all, each batch held against its signed root, and all tiles anew. */
  async #rebuild(last: Batch): Promise<TreeEdge> {
    const { storage } = this.#deps
    const edge = new TreeEdge()
    const size = last.first + last.size
    while (edge.size < size) {
      const batches = await storage.batchesFrom(edge.size, Math.min(size, edge.size + LEAVES_AT_ONCE))
      if (batches.length === 0) throw notAsSigned(edge.size)
      for (const batch of batches) {
        const isNext = batch.first === edge.size
        appendLeaves(edge, batch)
        if (!isNext || !this.#isSigned(batch, edge)) throw notAsSigned(batch.first)
      }
      await storage.putTiles(edge.take())
    }
    return edge
  }

  /** Whether the tree up to here is the one that the batch's checkpoint signs. */
  #isSigned({ checkpoint }: Batch, edge: TreeEdge): boolean {
    const signed = openCheckpoint(checkpoint, this.#deps.signer.verifier)
    return signed?.size === edge.size && signed.root.equals(edge.root())
  }

  async #finish(batch: Batch, edge: TreeEdge): Promise<void> {
    const { storage } = this.#deps
    await storage.putTiles(edge.take())
    await storage.removeGroups(batch.groups)
  }
}

/** The tree as it was at `size`, by its tiles, which may have grown since; `null` when some of them are not there. */
async function loadEdge(storage: Pick<AuditStorage, 'tiles'>, size: number): Promise<TreeEdge | null> {
  let isWhole = true
  const edge = await TreeEdge.load(size, async (level, index, width) => {
    const [tile] = await storage.tiles([tileId({ level, index })])
    if (tile && tile.hashes.length >= width * HASH_BYTES) return tile.hashes.subarray(0, width * HASH_BYTES)
    isWhole = false
    return new Uint8Array(width * HASH_BYTES)
  })
  return isWhole ? edge : null
}

function appendLeaves(edge: TreeEdge, { entries }: Pick<Batch, 'entries'>): void {
  for (const leaf of unpackEntries(entries)) edge.append(leafHash(leaf))
}

const notAsSigned = (size: number) =>
  new ProcessingFinalError(
    'The audit log is not as it was signed, or was signed by another key; nothing is sealed. Run techdeck audit verify.',
    { details: { size } },
  )

/** As many of the oldest groups as go into one batch; at least one. */
function takeGroups(groups: readonly IntakeGroup[]): IntakeGroup[] {
  let [entries, bytes, count] = [0, 0, 0]
  for (const group of groups) {
    entries += countOf(group)
    bytes += group.entries.length
    if (count > 0 && (entries > MOST_ENTRIES || bytes > MOST_BYTES)) break
    count++
  }
  return groups.slice(0, count)
}

const countOf = ({ entries }: IntakeGroup): number => unpackEntries(entries).length
