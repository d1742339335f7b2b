import type { DatasetFile } from '@techdeck/contracts'
import type { DataKeyRepository } from './data-keys/repository.ts'

/**
 * Seals the fields of documents that could tell of somebody: names that people gave, and addresses. Sealed text opens in
 * its own place alone (collection, field and document), and equal texts are sealed differently; what is looked up by such
 * a field has its mark beside it, a keyed hash that only holders of the key can make.
 */
export interface FieldSealer {
  seal(place: string, text: string): string
  /** Text that was never sealed is given as it is. @throws DecryptionError for what was changed or moved */
  open(place: string, text: string): string
  /** `undefined` where nothing is sealed. */
  mark(place: string, text: string): string | undefined
}

/** Makes the sealer, whose key is kept among the data keys. */
export type OpenFields = (keys: Pick<DataKeyRepository, 'get' | 'create'>) => Promise<FieldSealer>

/** For tools and tests without a key ring: fields are written as they are, and sealed ones are given sealed. */
export const unsealed: FieldSealer = {
  seal: (_, text) => text,
  open: (_, text) => text,
  mark: () => undefined,
}

const FILES = 'datasets.files.name'

/** Files with their names sealed, for the record of a data set or of a version of it. */
export const sealFiles = (fields: FieldSealer, datasetId: string, files: readonly DatasetFile[]): DatasetFile[] =>
  files.map((file) => ({ ...file, name: fields.seal(`${FILES}.${datasetId}`, file.name) }))

export const openFiles = (fields: FieldSealer, datasetId: string, files: readonly DatasetFile[]): DatasetFile[] =>
  files.map((file) => ({ ...file, name: fields.open(`${FILES}.${datasetId}`, file.name) }))

export const datasetNamePlace = (datasetId: string): string => `datasets.name.${datasetId}`

export const emailPlace = (userId: string): string => `users.email.${userId}`
/** Marks are compared over all users. */
export const EMAIL_MARK = 'users.email'
