import type { DatasetFile } from '@techdeck/contracts'
import type { Connection } from 'mongoose'
import { datasetNamePlace, EMAIL_MARK, emailPlace, sealFiles, type FieldSealer } from '../fields.ts'
import type { Migration } from './repository.ts'

interface Named {
  _id: string
  name?: string
  datasetId?: string
  files?: DatasetFile[]
}

/**
 * Seals the fields that were kept in clear before. Each document is replaced only where it is as it was read, so that
 * older processes may still write; what is sealed already opens, and is sealed once more.
 */
export const sealFieldsMigration = (connection: Connection, fields: FieldSealer): Migration => ({
  id: 'fields.sealed',
  async up() {
    const users = connection.collection<{ _id: string; email: string }>('users')
    for await (const { _id: id, email: kept } of users.find({})) {
      const email = fields.open(emailPlace(id), kept)
      const sealed = { email: fields.seal(emailPlace(id), email), emailMark: fields.mark(EMAIL_MARK, email) }
      await users.updateOne({ _id: id, email: kept }, { $set: sealed })
    }
    for (const collection of ['datasets', 'datasetVersions']) {
      const documents = connection.collection<Named>(collection)
      for await (const { _id, datasetId: id = _id, name, files = [] } of documents.find({})) {
        const sealed = {
          ...(name && { name: fields.seal(datasetNamePlace(id), fields.open(datasetNamePlace(id), name)) }),
          ...Object.fromEntries(
            sealFiles(fields, id, opened(fields, id, files)).map((file, at) => [`files.${at}.name`, file.name]),
          ),
        }
        // By position and length: whoever adds files meanwhile replaces the list, sealed.
        if (Object.keys(sealed).length > 0)
          await documents.updateOne({ _id, files: { $size: files.length } }, { $set: sealed })
      }
    }
  },
})

const opened = (fields: FieldSealer, id: string, files: readonly DatasetFile[]): DatasetFile[] =>
  files.map((file) => ({ ...file, name: fields.open(`datasets.files.name.${id}`, file.name) }))
