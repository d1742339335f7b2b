import type { Conversation } from '@techdeck/contracts'
import { joined, runStage } from '../testing.ts'
import { validation } from '../validation/index.ts'
import { processing } from './index.ts'

/** Validates and processes, as the pipeline does. */
export async function processed(conversations: Conversation[], options = {}) {
  const checked = await runStage(
    validation,
    conversations.map((one) => joined(one)),
  )
  const records = checked.output.map(({ note }, i) => joined(conversations[i], { validation: note }))
  return runStage(processing, records, options)
}
