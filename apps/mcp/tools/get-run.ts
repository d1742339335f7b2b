import { Tracker, isFinal } from '@techdeck/contracts'
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
    const look = () => client.getProgress({ params: { id }, signal: context.signal })
    const tracker = await look()
    const isNews = isFinal(tracker.status) || (after !== undefined && tracker.cursor !== after)
    if (isNews || wait_seconds === 0) return told(tracker)
    await waited(client, tracker, wait_seconds, after !== undefined, context)
    return told(await look())
  },
})

const told = (data: Tracker) => ({ data, text: trackerText(data) })

/** Waits until the run has ended, or with `anyChange` until its next event, and no longer than `seconds`. */
async function waited(
  client: Client,
  { execution_id: id, cursor }: Tracker,
  seconds: number,
  anyChange: boolean,
  { signal, progress }: ToolContext,
): Promise<void> {
  const over = AbortSignal.timeout(seconds * 1000)
  try {
    for await (const each of client.watch(id, { after: cursor, signal: AbortSignal.any([signal, over]) })) {
      if (each.kind === 'progress') await progress(each.tracker.progress, each.tracker.current_stage)
      if (each.kind === 'end' || (anyChange && each.kind === 'event')) return
    }
  } catch (error) {
    if (!over.aborted || signal.aborted) throw error
  }
}
