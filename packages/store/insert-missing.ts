import type { Model } from 'mongoose'
import { isOnlyDuplicates } from './errors.ts'

const CHUNK = 1_000

/** Inserts documents in any order; those whose `_id` is there already stay as they are. May be repeated. */
export async function insertMissing<D extends { _id: string }>(
  model: Model<D>,
  documents: readonly D[],
): Promise<void> {
  for (let start = 0; start < documents.length; start += CHUNK) {
    try {
      await model.insertMany(documents.slice(start, start + CHUNK), { ordered: false, lean: true })
    } catch (error) {
      if (!isOnlyDuplicates(error)) throw error
    }
  }
}
