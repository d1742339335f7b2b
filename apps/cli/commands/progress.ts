import type { Tracker } from '@techdeck/contracts'
import { formatCount } from '@techdeck/client/figures'
import type { CliCommand } from '../command.ts'
import { homeOption } from '../session/arguments.ts'
import { formatTime } from '../ui/format.ts'

export const command: CliCommand = {
  summary: 'Show how far an execution is',
  define(program, context) {
    program
      .argument('<id>', 'the execution')
      .option(...homeOption)
      .option('--json', 'print the progress as one JSON object')
      .addHelpText('after', '\nExample:\n  ./techdeck progress 0199… --json | jq .progress')
      .action(async (id: string, options: { home?: string; json?: boolean }) => {
        const { connect } = await import('../session/connect.ts')
        const client = await connect(context, options)
        const tracker = await client.getProgress({ params: { id }, signal: context.signal })
        if (options.json) context.out.json(tracker)
        else for (const line of describeProgress(tracker)) context.out.line(line)
      })
  },
}

/** How far an execution is, as lines for people. */
export function describeProgress(tracker: Tracker): string[] {
  const { progress, status, current_stage, completed_stages, total_stages, records, estimated_completion } = tracker
  return [
    `${progress} %, ${status}: ${completed_stages.length} of ${total_stages} stages done, ${current_stage}`,
    ...Object.entries(tracker.stage_progress).map(([stage, percent]) => `  ${stage.padEnd(16)}${percent} %`),
    `${formatCount(records.done)} of ${formatCount(records.known)} records, ${formatCount(records.quarantined)} quarantined`,
    ...(estimated_completion === null ? [] : [`Ends at about ${formatTime(estimated_completion)}`]),
  ]
}
