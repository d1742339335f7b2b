import type { KeyRotation } from '@techdeck/contracts'
import { trusted, type Connection } from 'mongoose'
import { atEdge } from '../errors.ts'
import { keyRotationSchema, toKeyRotation, type KeyRotationDocument } from './schema.ts'

/** How far a rotation is. */
export type RotationProgress = Pick<KeyRotation, 'cursor' | 'done' | 'failed' | 'status' | 'finishedAt'>

export interface KeyRotationRepository {
  /** @throws ConflictError when the id is taken. */
  begin(rotation: KeyRotation): Promise<void>
  /** The newest one. */
  latest(): Promise<KeyRotation | null>
  /** Moves a running rotation on from a cursor; `false` when somebody else did. */
  advance(id: string, from: string, progress: RotationProgress): Promise<boolean>
}

export function createKeyRotationRepository(connection: Connection): KeyRotationRepository {
  const rotations = connection.model<KeyRotationDocument>('KeyRotation', keyRotationSchema)

  return atEdge({
    async begin({ id, ...rotation }: KeyRotation) {
      await rotations.create([{ ...rotation, _id: id }])
    },

    async latest() {
      const [newest] = await rotations
        .find({ startedAt: trusted({ $gt: new Date(0) }) })
        .sort({ startedAt: -1 })
        .limit(1)
        .lean<KeyRotationDocument[]>()
      return newest ? toKeyRotation(newest) : null
    },

    async advance(id: string, from: string, progress: RotationProgress) {
      const { matchedCount } = await rotations.updateOne(
        { _id: id, status: 'running', cursor: from },
        { $set: { ...progress } },
      )
      return matchedCount === 1
    },
  })
}
