import type { Connection } from 'mongoose'
import type { Migration } from './repository.ts'

/** Users who never had a password were kept with a mark that fits none; now they have none. */
export const noPasswordMigration = (connection: Connection): Migration => ({
  id: 'users.no-password',
  async up() {
    await connection.collection('users').updateMany({ passwordHash: '!' }, { $set: { passwordHash: null } })
  },
})
