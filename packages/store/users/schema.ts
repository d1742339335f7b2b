import type { User } from '@techdeck/contracts'
import { USER_ROLES } from '@techdeck/contracts/names'
import { emailPlace, type FieldSealer } from '../fields.ts'
import { type Document, entitySchema, Mixed } from '../schema.ts'

export interface UserDocument extends Document<User> {
  /** By which a sealed address is found. */
  emailMark?: string
}

export const userSchema = entitySchema<UserDocument>('users', {
  _id: { type: String, required: true },
  workspaceId: { type: String, required: true },
  email: { type: String, required: true },
  emailMark: String,
  passwordHash: { type: String, default: null },
  role: { type: String, enum: USER_ROLES, required: true },
  isActive: { type: Boolean, required: true },
  createdAt: { type: Date, required: true },
  lastLogin: { type: Date, default: null },
  resetRequestedAt: { type: Date, default: null },
  quotas: { type: Mixed },
})
userSchema.index({ email: 1 }, { unique: true })
userSchema.index({ emailMark: 1 }, { unique: true, sparse: true })
userSchema.index({ workspaceId: 1, _id: -1 })
userSchema.index({ workspaceId: 1, role: 1 })

export const toUser = (document: UserDocument, fields: FieldSealer): User => ({
  id: document._id,
  workspaceId: document.workspaceId,
  email: fields.open(emailPlace(document._id), document.email),
  passwordHash: document.passwordHash ?? null,
  role: document.role,
  isActive: document.isActive,
  createdAt: document.createdAt,
  lastLogin: document.lastLogin ?? null,
  resetRequestedAt: document.resetRequestedAt ?? null,
  ...(document.quotas && { quotas: document.quotas }),
})
