import type { Client } from '@techdeck/client'
import { STAGES, type ExecutionView } from '@techdeck/contracts'
import type { CliContext } from '../command.ts'
import { followStages } from '../ui/follow-stages.ts'

/**
 * Shows how an execution gets on until it has ended, and gives its last state. Works from any state, and across
 * restarts of the service.
 */
export async function followExecution(
  client: Client,
  id: string,
  { out, signal }: Pick<CliContext, 'out' | 'signal'>,
): Promise<ExecutionView> {
  const params = { id }
  const before = await client.getPipeline({ params, signal })
  const planned = before.stages.map(({ stage_name }) => stage_name)
  const follower = followStages(out, planned.length > 0 ? planned : STAGES)
  try {
    for await (const told of client.watch(id, { signal })) {
      if (told.kind === 'event') follower.board.event(told.event)
      else if (told.kind === 'progress') follower.board.progress(told.tracker)
    }
    const after = await client.getPipeline({ params, signal })
    follower.board.execution(after)
    return after
  } finally {
    follower.stop()
  }
}

/** Like {@link followExecution}, for somebody who may leave: says how to come back, since the execution goes on. */
export async function waitForExecution(
  client: Client,
  id: string,
  context: Pick<CliContext, 'out' | 'signal'>,
): Promise<ExecutionView> {
  try {
    return await followExecution(client, id, context)
  } catch (error) {
    if (context.signal.aborted) context.out.note(`The execution goes on. Look at it again: ./techdeck watch ${id}`)
    throw error
  }
}
