import type { ConversationRow, Execution } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import { findRow, type Trail } from '@techdeck/pipeline'
import { trailsOf, type TrailDeps } from '../pipeline/trails.ts'

/** Which data set of an execution a conversation is of, and what the run says of it. @throws NotFoundError */
export async function findConversation(
  deps: TrailDeps,
  execution: Execution,
  id: string,
): Promise<{ trail: Trail; row: ConversationRow }> {
  for (const trail of await trailsOf(deps, execution)) {
    const row = await findRow(deps, trail, id)
    if (row) return { trail, row }
  }
  throw new NotFoundError('The execution knows of no such conversation.', {
    userMessage: 'This run has no conversation with this id.',
  })
}
