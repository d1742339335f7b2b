import type { DatasetFile } from '@techdeck/contracts'
import type { Connection } from 'mongoose'
import { datasetNamePlace, EMAIL_MARK, emailPlace, openFiles, sealFiles, type FieldSealer } from '../fields.ts'
import type { Migration } from './repository.ts'

interface Named {
  _id: string
  name?: string
  datasetId?: string
  files?: DatasetFile[]
}

/**
 * Seals the fields that were kept in clear before. Each is replaced only where it is as it was read, so that older
 * processes may still write; what is sealed already opens, and is sealed once more.
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
        const place = datasetNamePlace(id)
        if (name)
          await documents.updateOne({ _id, name }, { $set: { name: fields.seal(place, fields.open(place, name)) } })
        if (files.length > 0)
          await documents.updateOne(
            { _id, ...namesOf(files) },
            { $set: namesOf(sealFiles(fields, id, openFiles(fields, id, files))) },
          )
      }
    }
  },
})

/** The names of files, each by its path in the document. */
const namesOf = (files: readonly DatasetFile[]) =>
  Object.fromEntries(files.map(({ name }, at) => [`files.${at}.name`, name]))
