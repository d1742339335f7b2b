import type { Execution } from '@techdeck/contracts'
import { NotFoundError } from '@techdeck/core'
import { findPassports, type Trail } from '@techdeck/pipeline'
import { trailsOf, type TrailDeps } from '../pipeline/trails.ts'

/** Where a conversation was withheld, and why. @throws NotFoundError when the execution withheld no such conversation */
export async function findWithheld(
  deps: TrailDeps,
  execution: Execution,
  conversation: string,
): Promise<{ trail: Trail; reason: string }> {
  for (const trail of await trailsOf(deps, execution)) {
    const passports = await findPassports(deps, trail, { conversation })
    const found = passports.find(({ conversation_id: id, fate }) => id === conversation && fate.outcome === 'withheld')
    if (found) return { trail, reason: found.fate.reason ?? 'withheld' }
  }
  throw new NotFoundError('The execution withheld no such conversation.', {
    userMessage: 'The run withheld no conversation with this id. ./techdeck quarantine list shows what was left out.',
  })
}
