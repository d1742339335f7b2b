import { ConflictError } from '@techdeck/core'

/** Says what is taken, where the store says only that something is. @throws {@link ConflictError} */
export async function withAddress<T>(write: Promise<T>): Promise<T> {
  try {
    return await write
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error
    throw new ConflictError('The e-mail address is taken.', {
      details: { fields: ['email'] },
      userMessage: 'There is a user with this e-mail address already.',
    })
  }
}
