import { trusted, type Connection } from 'mongoose'
import type { Quotas, User, UserRole } from '@techdeck/contracts'
import { atEdge } from '../errors.ts'
import { EMAIL_MARK, emailPlace, unsealed, type FieldSealer } from '../fields.ts'
import { pageOf, type Page } from '../page.ts'
import { toUser, userSchema, type UserDocument } from './schema.ts'

export interface UserRepository {
  /** @throws ConflictError when the e-mail address is taken, in whatever case it is written. */
  create(user: User): Promise<User>
  get(id: string): Promise<User | null>
  byEmail(email: string): Promise<User | null>
  list(workspaceId: string, cursor: string | null, limit: number): Promise<Page<User>>
  /** All users of a role. */
  ofRole(workspaceId: string, role: UserRole): Promise<User[]>
  /** Ends a wish for a reset too. `false` when there is no such user; so for each change below. */
  setPassword(id: string, passwordHash: string): Promise<boolean>
  /** @throws ConflictError when a new e-mail address is taken. */
  update(id: string, change: Partial<Pick<User, 'email' | 'role' | 'isActive'>>): Promise<boolean>
  /** In place of all earlier ones. */
  setQuotas(id: string, quotas: Quotas): Promise<boolean>
  touchLogin(id: string, at: Date): Promise<boolean>
  noteResetRequest(id: string, at: Date): Promise<boolean>
}

export function createUserRepository(connection: Connection, fields: FieldSealer = unsealed): UserRepository {
  const users = connection.model<UserDocument>('User', userSchema)
  const read = (document: UserDocument): User => toUser(document, fields)

  /** The address as it is kept. */
  function addressed(id: string, given: string): Pick<UserDocument, 'email' | 'emailMark'> {
    const email = canonical(given)
    const emailMark = fields.mark(EMAIL_MARK, email)
    return { email: fields.seal(emailPlace(id), email), ...(emailMark !== undefined && { emailMark }) }
  }

  async function set(id: string, changed: Partial<UserDocument>): Promise<boolean> {
    const { matchedCount } = await users.updateOne({ _id: id }, { $set: changed })
    return matchedCount === 1
  }

  return atEdge({
    async create({ id, ...user }: User) {
      const [document] = await users.create([{ ...user, _id: id, ...addressed(id, user.email) }])
      return read(document.toObject())
    },

    async get(id: string) {
      const document = await users.findOne({ _id: id }).lean<UserDocument>()
      return document && read(document)
    },

    async byEmail(given: string) {
      const email = canonical(given)
      const emailMark = fields.mark(EMAIL_MARK, email)
      const found = emailMark !== undefined && (await users.findOne({ emailMark }).lean<UserDocument>())
      // A process of before addresses were sealed may have written it a moment ago.
      const document = found || (await users.findOne({ email }).lean<UserDocument>())
      return document && read(document)
    },

    async list(workspaceId: string, cursor: string | null, limit: number) {
      const documents = await users
        .find({ workspaceId, ...(cursor === null ? {} : { _id: trusted({ $lt: cursor }) }) })
        .sort({ _id: -1 })
        .limit(limit + 1)
        .lean<UserDocument[]>()
      return pageOf(documents.map(read), limit)
    },

    async ofRole(workspaceId: string, role: UserRole) {
      return (await users.find({ workspaceId, role }).lean<UserDocument[]>()).map(read)
    },

    setPassword: (id: string, passwordHash: string) => set(id, { passwordHash, resetRequestedAt: null }),

    update: (id: string, change: Partial<Pick<User, 'email' | 'role' | 'isActive'>>) =>
      set(id, { ...change, ...(change.email === undefined ? {} : addressed(id, change.email)) }),

    setQuotas: (id: string, quotas: Quotas) => set(id, { quotas }),

    touchLogin: (id: string, at: Date) => set(id, { lastLogin: at }),

    noteResetRequest: (id: string, at: Date) => set(id, { resetRequestedAt: at }),
  })
}

/** Addresses are compared without regard to case, so they are kept in one. */
const canonical = (email: string): string => email.trim().toLowerCase()
