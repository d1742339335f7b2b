import type { Dataset, DatasetEventView, DatasetStatus, UploadView } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import type { DatasetMessage, UploadProgress } from '@techdeck/redis'
import type { ApiDeps } from '../deps.ts'
import { encode } from './frames.ts'
import type { GatewaySettings } from './settings.ts'

/** Who hears of a data set. Of uploads only the newest counts. */
export interface DatasetFollower {
  upload(frame: Buffer): void
  inspected(frame: Buffer): void
  fail(error: unknown): void
}

export type DatasetFeedDeps = Pick<ApiDeps, 'datasets' | 'uploads' | 'resumables' | 'events' | 'clock' | 'logger'>

/** A data set as far as sockets tell of it, and whose it is. */
export interface KnownDataset {
  id: string
  workspaceId: string
  userId: string
  view: UploadView
}

/** The record, else what is told of an upload that is under way or waits to be gone on with, else `null`. */
export async function findUpload(
  { datasets, uploads, resumables }: Pick<DatasetFeedDeps, 'datasets' | 'uploads' | 'resumables'>,
  id: string,
): Promise<KnownDataset | null> {
  const dataset = await datasets.get(id)
  if (dataset) return dataset.status === 'deleted' ? null : recorded(dataset)
  const upload = await uploads.get(id).catch(() => null)
  if (upload) return underWay(upload)
  // One that waits for its next part, which may be long in coming.
  const paused = await resumables.openFor(id)
  return paused && underWay({ ...paused, bytesReceived: paused.offset, bytesTotal: paused.sizeBytes })
}

/**
 * What happens to one data set until it is inspected, for all sockets of this process that ask. Messages tell of the
 * bytes and wake it; what became of the data set is read from the store, so a lost message delays and loses nothing.
 */
export class DatasetFeed {
  readonly #deps: DatasetFeedDeps
  readonly #settings: Pick<GatewaySettings, 'lookMs' | 'idleLookMs' | 'progressMs'>
  readonly #id: string
  readonly #followers = new Set<DatasetFollower>()
  /** The version whose inspection was told. */
  #inspected = 0
  #view: UploadView | null = null
  #toldAt = -Infinity
  #toldTimer: NodeJS.Timeout | undefined
  #lookTimer: NodeJS.Timeout | undefined
  #waiting: (() => void)[] = []
  #closed = false
  readonly #stop: () => void

  constructor(
    deps: DatasetFeedDeps,
    id: string,
    settings: Pick<GatewaySettings, 'lookMs' | 'idleLookMs' | 'progressMs'>,
  ) {
    this.#deps = deps
    this.#settings = settings
    this.#id = id
    const subscription = deps.events.subscribeDataset(id, (message) => this.#hear(message))
    subscription.then(
      () => this.#look(),
      (error: unknown) => deps.logger.debug({ datasetId: id, err: error }, 'following without messages'),
    )
    this.#stop = () => void subscription.then((stop) => stop()).catch(() => {})
    this.#schedule()
  }

  /** What is known of it now; waits at most `waitMs` for something to be known. Throws when the store is away. */
  async known(waitMs: number): Promise<KnownDataset | null> {
    const until = performance.now() + waitMs
    for (;;) {
      const found = await findUpload(this.#deps, this.#id)
      const leftMs = until - performance.now()
      if (found && !ENDED.has(found.view.status)) this.#view ??= found.view
      if (found || leftMs <= 0 || this.#closed) return found
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs)
        this.#waiting.push(() => (clearTimeout(timer), resolve()))
      })
    }
  }

  join(follower: DatasetFollower): void {
    this.#followers.add(follower)
    void this.#look()
  }

  leave(follower: DatasetFollower): void {
    this.#followers.delete(follower)
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#toldTimer)
    clearTimeout(this.#lookTimer)
    this.#wake()
    this.#stop()
  }

  #hear(message: DatasetMessage): void {
    if (this.#closed) return
    this.#wake()
    if (message.kind === 'look') void this.#look()
    else this.#show(underWay(message.upload).view)
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  async #look(): Promise<void> {
    try {
      const dataset = await this.#deps.datasets.get(this.#id)
      if (this.#closed) return
      if (dataset) this.#tell(dataset)
      else if (this.#view && !(await findUpload(this.#deps, this.#id))) this.#brokeOff()
    } catch (error) {
      this.#deps.logger.debug({ datasetId: this.#id, err: error }, 'could not look at a data set')
    } finally {
      this.#schedule()
    }
  }

  #tell(dataset: Dataset): void {
    const { status, version } = dataset
    if (status === 'deleted') return this.#failAll(new NotFoundError('The data set is not there any more.'))
    const { view } = recorded(dataset)
    const before = this.#view
    const isEnded = ENDED.has(status)
    const hasMoved = before?.bytes_received !== view.bytes_received || (!isEnded && before.status !== status)
    if (before && hasMoved) this.#show(view)
    else this.#view = view
    // One that was inspected before anybody asked has nothing to tell but its state, which the answer told.
    const wasUnderWay = before !== null && !ENDED.has(before.status)
    if (isEnded && (wasUnderWay || (this.#inspected > 0 && this.#inspected < version))) this.#tellInspected(dataset)
    if (isEnded) this.#inspected = version
  }

  #tellInspected({ status, version, format, conversationCount, turnCount, problems }: Dataset): void {
    this.#tellUpload()
    const frame = this.#event('dataset.inspected', {
      status,
      version,
      format,
      conversation_count: conversationCount,
      turn_count: turnCount,
      problems: problems.length,
    })
    for (const follower of this.#followers) follower.inspected(frame)
  }

  #brokeOff(): void {
    this.#view = null
    this.#failAll(new NotFoundError('The upload broke off; nothing of it was kept.'))
  }

  #failAll(error: unknown): void {
    for (const follower of this.#followers) follower.fail(error)
    this.#followers.clear()
  }

  #show(view: UploadView): void {
    this.#view = view
    if (this.#toldTimer) return
    const waitMs = this.#toldAt + this.#settings.progressMs - performance.now()
    this.#toldTimer = setTimeout(() => this.#tellUpload(), Math.max(0, waitMs))
  }

  /** What is not told yet of the bytes. */
  #tellUpload(): void {
    if (!this.#toldTimer || !this.#view) return
    clearTimeout(this.#toldTimer)
    this.#toldTimer = undefined
    this.#toldAt = performance.now()
    const { dataset_id: _id, ...data } = this.#view
    const frame = this.#event('dataset.upload_progress', data)
    for (const follower of this.#followers) follower.upload(frame)
  }

  #event(event: DatasetEventView['event'], data: DatasetEventView['data']): Buffer {
    const timestamp = this.#deps.clock.now().toISOString()
    return encode({ type: 'event', dataset_id: this.#id, event, timestamp, data })
  }

  #schedule(): void {
    if (this.#closed) return
    clearTimeout(this.#lookTimer)
    const isUnderWay = this.#view && !ENDED.has(this.#view.status)
    const { lookMs, idleLookMs } = this.#settings
    this.#lookTimer = setTimeout(() => void this.#look(), isUnderWay ? lookMs : idleLookMs)
  }
}

const ENDED: ReadonlySet<DatasetStatus> = new Set(['ready', 'invalid'])

const underWay = ({ datasetId, workspaceId, userId, bytesReceived, bytesTotal }: UploadProgress): KnownDataset => ({
  id: datasetId,
  workspaceId,
  userId,
  view: { dataset_id: datasetId, status: 'uploading', bytes_received: bytesReceived, bytes_total: bytesTotal },
})

const recorded = ({ id, workspaceId, userId, status, sizeBytes }: Dataset): KnownDataset => ({
  id,
  workspaceId,
  userId,
  view: { dataset_id: id, status, bytes_received: sizeBytes, bytes_total: sizeBytes },
})
