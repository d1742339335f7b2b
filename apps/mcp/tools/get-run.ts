import { Tracker } from '@techdeck/contracts'
import type { Client } from '@techdeck/client'
import { z } from 'zod'
import { READS, defineTool, type ToolContext } from '../tool.ts'
import { ExecutionId } from '../say/inputs.ts'
import { trackerText } from '../say/words.ts'

/** Longer and clients give the call up. */
const LONGEST_WAIT_S = 20

export const getRun = defineTool({
  name: 'get_run',
  title: 'Progress of a run',
  description:
    'Shows how far a run is: status, progress in percent, stage, records. With wait_seconds it answers when the run has ended, or, with after, as soon as its state is another than at that cursor, or when the time is over. Statuses completed, partial, failed and cancelled are final.',
  input: z.strictObject({
    execution_id: ExecutionId,
    wait_seconds: z.number().min(0).max(LONGEST_WAIT_S).default(0).describe('0 answers at once; at most 20.'),
    after: z
      .string()
      .regex(/^\d{1,9}:\d{1,12}$/)
      .optional()
      .describe('cursor of an earlier answer.'),
  }),
  output: Tracker,
  hints: READS,
  async run({ execution_id: id, wait_seconds, after }, context) {
    const client = await context.api()
    const heard = wait_seconds > 0 ? await waited(client, id, wait_seconds, after, context) : undefined
    const data = heard ?? (await client.getProgress({ params: { id }, signal: context.signal }))
    return { data, text: trackerText(data) }
  },
})

/**
 * The progress at the end of the run, or with `after` at another cursor, as everybody is told it; what was told last
 * when the time is over before.
 */
async function waited(
  client: Client,
  id: string,
  seconds: number,
  after: string | undefined,
  { signal, progress }: ToolContext,
): Promise<Tracker | undefined> {
  const over = AbortSignal.timeout(seconds * 1000)
  let newest: Tracker | undefined
  try {
    for await (const each of client.watch(id, { after, signal: AbortSignal.any([signal, over]) })) {
      if (each.kind === 'end') break
      if (each.kind === 'event') continue
      newest = each.tracker
      await progress(newest.progress, newest.current_stage, { 'techdeck/progress': newest })
      if (after !== undefined && newest.cursor !== after) break
    }
  } catch (error) {
    if (!over.aborted || signal.aborted) throw error
  }
  return newest
}
