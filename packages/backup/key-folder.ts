import type { WrappedDataKey } from '@techdeck/contracts'
import { ValidationError } from '@techdeck/core'
import { Files } from './files.ts'
import type { KeySource, SubjectKey } from './ports.ts'

/**
 * Copies of wrapped keys, apart from the data that they open: one file a key, and of the keys that are alive alone.
 * There are no earlier versions, so a key that was destroyed is in no backup either.
 */
export class KeyFolder {
  readonly #files: Files

  constructor(folder: string) {
    this.#files = new Files(folder)
  }

  /** A data key; `undefined` where there is none. */
  async dataKey(id: string): Promise<WrappedDataKey | undefined> {
    for await (const key of this.dataKeys()) if (key.id === id) return key
    return undefined
  }

  async *dataKeys(): AsyncGenerator<WrappedDataKey> {
    for (const name of await this.#files.names(DATA)) yield readDataKey(await this.#text(`${DATA}/${name}`))
  }

  async *subjectKeys(): AsyncGenerator<SubjectKey> {
    for (const name of await this.#files.names(SUBJECTS))
      yield JSON.parse(await this.#text(`${SUBJECTS}/${name}`)) as SubjectKey
  }

  async #text(path: string): Promise<string> {
    return ((await this.#files.read(path)) ?? Buffer.from('null')).toString()
  }

  /**
   * Makes the folder as the source is: adds what is new or was wrapped anew, and removes what is not there any more. A
   * key that is destroyed meanwhile does not stay: the source is looked at once more in the end.
   */
  async follow(source: Pick<KeySource, 'dataKeys' | 'subjectKeys'>): Promise<{ dataKeys: number }> {
    for (;;) {
      const alive = new Map<string, string>()
      for await (const key of source.dataKeys()) alive.set(`${DATA}/${dataKeyName(key)}`, dataKeyText(key))
      for await (const key of source.subjectKeys())
        alive.set(`${SUBJECTS}/${subjectName(key.subject)}`, JSON.stringify(key))
      const changes = await this.#take(alive)
      const isStable = changes === 0
      if (isStable) return { dataKeys: [...alive.keys()].filter((name) => name.startsWith(DATA)).length }
    }
  }

  async #take(alive: ReadonlyMap<string, string>): Promise<number> {
    let changes = 0
    for (const kind of [DATA, SUBJECTS])
      for (const name of await this.#files.names(kind))
        if (!alive.has(`${kind}/${name}`)) {
          await this.#files.remove(`${kind}/${name}`)
          changes++
        }
    for (const [path, text] of alive) {
      if ((await this.#files.read(path))?.toString() === text) continue
      await this.#files.write([Buffer.from(text)], () => path)
      changes++
    }
    await this.#files.flush()
    return changes
  }

  /** Forgets the keys of a data set. What is not there is no error. */
  async destroy(datasetId: string): Promise<void> {
    for (const name of await this.#files.names(DATA))
      if (name.startsWith(`${datasetId}~`)) await this.#files.remove(`${DATA}/${name}`)
    await this.#files.flush()
  }

  /** Forgets the key of somebody's personal fields in the audit log. */
  async destroySubject(subject: string): Promise<void> {
    await this.#files.remove(`${SUBJECTS}/${subjectName(subject)}`)
    await this.#files.flush()
  }
}

const DATA = 'data-keys'
const SUBJECTS = 'subject-keys'

const dataKeyName = ({ datasetId, id }: WrappedDataKey) => `${datasetId}~${id}.json`
const subjectName = (subject: string) => `${encodeURIComponent(subject)}.json`

const dataKeyText = ({ id, datasetId, kekId, wrapped, createdAt }: WrappedDataKey): string =>
  JSON.stringify({
    id,
    datasetId,
    kekId,
    wrapped: Buffer.from(wrapped).toString('base64'),
    createdAt: createdAt.toISOString(),
  })

function readDataKey(text: string): WrappedDataKey {
  const { id, datasetId, kekId, wrapped, createdAt } = (JSON.parse(text) ?? {}) as Record<string, string>
  if (id === undefined || datasetId === undefined || kekId === undefined || wrapped === undefined)
    throw new ValidationError('The folder of keys has a file that is no wrapped key.')
  return { id, datasetId, kekId, wrapped: Buffer.from(wrapped, 'base64'), createdAt: new Date(createdAt ?? 0) }
}
