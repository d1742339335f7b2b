import type { ByteSource } from '../types.ts'

/** Where unpacked texts are kept: sealed, under keys. */
export interface Storage<K> {
  write(key: string, dataKey: K, chunks: AsyncIterable<Uint8Array>): Promise<{ sha256: string; sizeBytes: number }>
  open(key: string, dataKey: K): Promise<ByteSource & { close(): Promise<void> }>
  remove(key: string): Promise<void>
}

/** What was kept. */
export interface Kept {
  key: string
  sha256: string
  sizeBytes: number
}

/** Keeps what comes out of one file, under numbered keys, so that doing it again writes the same ones. */
export class Keeper<K = unknown> {
  readonly #storage: Storage<K>
  readonly #dataKey: K
  readonly #prefix: string
  #count = 0

  constructor(storage: Storage<K>, dataKey: K, prefix: string) {
    this.#storage = storage
    this.#dataKey = dataKey
    this.#prefix = prefix
  }

  async keep(content: AsyncIterable<Uint8Array>): Promise<Kept> {
    const key = `${this.#prefix}.${this.#count++}`
    return { key, ...(await this.#storage.write(key, this.#dataKey, content)) }
  }

  /** Opens what was kept for the time of `use`. */
  async with<T>({ key }: Pick<Kept, 'key'>, use: (source: ByteSource) => Promise<T>): Promise<T> {
    const source = await this.#storage.open(key, this.#dataKey)
    try {
      return await use(source)
    } finally {
      await source.close()
    }
  }

  remove({ key }: Pick<Kept, 'key'>): Promise<void> {
    return this.#storage.remove(key)
  }
}
