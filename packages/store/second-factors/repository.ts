import type { SecondFactor } from '@techdeck/contracts'
import { trusted, type Connection } from 'mongoose'
import { atEdge } from '../errors.ts'
import { secondFactorSchema, toSecondFactor, type SecondFactorDocument } from './schema.ts'

/** Second factors by their user's id. Each change below is one write, so of any number at once one succeeds. */
export interface SecondFactorRepository {
  /** In place of one that was never confirmed. @throws ConflictError when there is an active one */
  begin(factor: SecondFactor): Promise<void>
  get(userId: string): Promise<SecondFactor | null>
  /** pending → active; `false` when it is not pending. */
  activate(userId: string, lastStep: number, recovery: readonly string[]): Promise<boolean>
  /** Spends a step of time, with all before it; `false` when it was spent. */
  spend(userId: string, step: number): Promise<boolean>
  /** Uses a recovery code up, by its hash; `false` when there is none such. */
  useRecovery(userId: string, hash: string): Promise<boolean>
  setRecovery(userId: string, recovery: readonly string[]): Promise<boolean>
  /** Whether there was an active one. */
  remove(userId: string): Promise<boolean>
}

export function createSecondFactorRepository(connection: Connection): SecondFactorRepository {
  const factors = connection.model<SecondFactorDocument>('SecondFactor', secondFactorSchema)

  return atEdge({
    async begin({ id, ...factor }: SecondFactor) {
      await factors.updateOne({ _id: id, status: 'pending' }, { $set: factor }, { upsert: true })
    },

    async get(userId: string) {
      const found = await factors.findOne({ _id: userId }).lean<SecondFactorDocument>()
      return found && toSecondFactor(found)
    },

    async activate(userId: string, lastStep: number, recovery: readonly string[]) {
      const change = { status: 'active', lastStep, recovery: [...recovery] }
      const { matchedCount } = await factors.updateOne({ _id: userId, status: 'pending' }, { $set: change })
      return matchedCount === 1
    },

    async spend(userId: string, step: number) {
      const { matchedCount } = await factors.updateOne(
        { _id: userId, status: 'active', lastStep: trusted({ $lt: step }) },
        { $set: { lastStep: step } },
      )
      return matchedCount === 1
    },

    async useRecovery(userId: string, hash: string) {
      const { matchedCount } = await factors.updateOne(
        { _id: userId, status: 'active', recovery: hash },
        { $pull: { recovery: hash } },
      )
      return matchedCount === 1
    },

    async setRecovery(userId: string, recovery: readonly string[]) {
      const change = { recovery: [...recovery] }
      const { matchedCount } = await factors.updateOne({ _id: userId, status: 'active' }, { $set: change })
      return matchedCount === 1
    },

    async remove(userId: string) {
      const found = await factors.findOneAndDelete({ _id: userId }).lean<SecondFactorDocument>()
      return found?.status === 'active'
    },
  })
}
