import { formatCount, formatShare, plural } from '@techdeck/client/figures'
import type { CliCommand } from '../command.ts'
import { printable } from '../ui/format.ts'
import type { InspectionView } from '../local/inspect-local.ts'

export const command: CliCommand = {
  summary: 'Show what a file is and what it holds, without a server',
  define(program, { out, signal }) {
    program
      .argument('<file>', 'a file of conversations, compressed or not')
      .option('--json', 'print one JSON object')
      .addHelpText('after', '\nExample:\n  ./techdeck inspect sessions.csv')
      .action(async (path: string, { json }: { json?: boolean }) => {
        const [{ filesOf }, { inspectLocal }] = await Promise.all([
          import('../local/files.ts'),
          import('../local/inspect-local.ts'),
        ])
        const files = await filesOf([path])
        if (files.length > 1) program.error(`error: ${path} is a folder of ${files.length} files; name one of them`)
        for (const file of files) {
          const view = await inspectLocal(file.path, signal)
          if (json) out.json(view)
          else for (const line of describeInspection(view)) out.line(line)
        }
      })
  },
}

/** The lines that people read of an inspection. */
export function describeInspection(view: InspectionView): string[] {
  const { format, encoding, confidence, compression, rows, conversations, turns, quarantined, scattered } = view
  const roles = Object.entries(view.roles).map(([role, count]) => `${role} ${formatCount(count)}`)
  const columns = Object.entries(view.mapping).filter(([part, source]) => part !== 'roles' && source.length !== 0)
  const speakers = Object.entries(view.mapping.roles ?? {})
  return [
    `Format         ${format}${compression ? `, ${compression}` : ''}, ${encoding} (confidence ${formatShare(confidence)})`,
    `Holds          ${plural(conversations, 'conversation')} with ${plural(turns, 'turn')} in ${plural(rows, 'row')}`,
    ...(scattered ? ['               rows of one conversation lie apart'] : []),
    `Turns by role  ${roles.join(', ') || '–'}`,
    ...columns.map(([part, source]) => `  ${part} is ${printable([source].flat().join(', '))}`),
    ...speakers.map(([speaker, role]) => `  speaker ${printable(speaker)} is ${role}`),
    `Unreadable     ${quarantined === 0 ? 'nothing' : plural(quarantined, 'row')}`,
    ...view.problems.map(({ code, message, line }) => `  ${code}${line ? `, first at line ${line}` : ''}: ${message}`),
    ...view.alternatives.map(
      ({ format: other, confidence: likely, saw }) =>
        `Could also be  ${other} (confidence ${formatShare(likely)}): ${printable(saw)}`,
    ),
  ]
}
