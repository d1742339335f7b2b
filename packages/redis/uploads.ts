import type { Redis } from 'ioredis'
import { datasetChannel, uploadKey } from './names.ts'

/** How far an upload is whose data set is not recorded yet; ids and counts alone. */
export interface UploadProgress {
  datasetId: string
  workspaceId: string
  userId: string
  bytesReceived: number
  /** Null where the sender did not say. */
  bytesTotal: number | null
}

/** An upload that says nothing for so long is over, whatever became of it. */
const KEEP_S = 60

/** Uploads under way, in Redis alone; losing it loses a bar on a screen. */
export class RedisUploadBoard {
  readonly #redis: Redis

  constructor(redis: Redis) {
    this.#redis = redis
  }

  async report(upload: UploadProgress): Promise<void> {
    await this.#redis
      .multi()
      .set(uploadKey(upload.datasetId), JSON.stringify(upload), 'EX', KEEP_S)
      .publish(datasetChannel(upload.datasetId), JSON.stringify(upload))
      .exec()
  }

  /** Forgets an upload that was recorded or broke off, and has watchers look at the records. */
  async over(datasetId: string): Promise<void> {
    await this.#redis.multi().del(uploadKey(datasetId)).publish(datasetChannel(datasetId), '').exec()
  }

  async get(datasetId: string): Promise<UploadProgress | null> {
    const text = await this.#redis.get(uploadKey(datasetId))
    return text === null ? null : (JSON.parse(text) as UploadProgress)
  }
}
