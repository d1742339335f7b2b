import { formatCount, formatShare, plural } from '@techdeck/client/figures'
import type { CliCommand } from '../command.ts'
import { printable } from '../ui/format.ts'
import type { InspectionView, MemberView, TextView } from '../local/inspect-local.ts'

/** Rows that are shown under each likely reading, and how much of each turn. */
const FIRST_ROWS = 2
const EXCERPT = 100

interface InspectOptions {
  mapping?: string
  saveMapping?: string
  json?: boolean
}

const EXAMPLES = `
Examples:
  ./techdeck inspect sessions.csv
  ./techdeck inspect sessions.csv --save-mapping mapping.yaml
  ./techdeck inspect export.json --mapping '{"text": "data.messages[].content", "speaker": "data.messages[].from"}'`

export const command: CliCommand = {
  summary: 'Show what a file is and what it holds, without a server',
  define(program, { out, signal, environment }) {
    program
      .argument('<file>', 'a file of conversations, or an archive of such files')
      .option('--mapping <json|file>', 'which column means what: JSON, or a file of JSON or YAML')
      .option('--save-mapping <file>', 'write the mapping that was found, to be edited and given back')
      .option('--json', 'print one JSON object')
      .addHelpText('after', EXAMPLES)
      .action(async (path: string, { json, mapping: given, saveMapping: saveTo }: InspectOptions) => {
        const [{ readMapping, saveMapping }, { toKeptMapping }, { filesOf }, { inspectLocal }, core] =
          await Promise.all([
            import('../local/mapping.ts'),
            import('@techdeck/formats/given-mapping'),
            import('../local/files.ts'),
            import('../local/inspect-local.ts'),
            import('@techdeck/core'),
          ])
        const mapping = given === undefined ? undefined : toKeptMapping(await readMapping(given))
        const files = await filesOf([path])
        if (files.length > 1) program.error(`error: ${path} is a folder of ${files.length} files; name one of them`)
        for (const file of files) {
          const limits = core.readUnpackLimits(environment)
          const view = await inspectLocal(file.path, signal, {
            limits,
            rows: json ? 0 : FIRST_ROWS,
            ...(mapping && { mapping }),
          })
          if (saveTo !== undefined) await saveMapping(saveTo, view.mapping)
          if (json) out.json(view)
          else for (const line of describeInspection(view)) out.line(line)
        }
      })
  },
}

/** The lines that people read of an inspection. */
export function describeInspection(view: InspectionView): string[] {
  const { format, encoding, confidence, compression, container, rows, conversations, turns, quarantined } = view
  const { scattered, files, passed_over: passedOver = 0 } = view
  const roles = Object.entries(view.roles).map(([role, count]) => `${role} ${formatCount(count)}`)
  const columns = Object.entries(view.mapping).filter(([part, source]) => part !== 'roles' && source.length !== 0)
  const speakers = Object.entries(view.mapping.roles ?? {})
  return [
    `Format         ${[...new Set([format, container, compression, encoding])].filter((part) => part !== null).join(', ')} (confidence ${formatShare(confidence)})`,
    `Holds          ${plural(conversations, 'conversation')} with ${plural(turns, 'turn')} in ${plural(rows, 'row')}`,
    ...(scattered ? ['               rows of one conversation lie apart'] : []),
    `Turns by role  ${roles.join(', ') || '–'}`,
    ...columns.map(([part, source]) => `  ${part} is ${printable([source].flat().join(', '))}`),
    ...speakers.map(([speaker, role]) => `  speaker ${printable(speaker)} is ${role}`),
    `Unreadable     ${quarantined === 0 ? 'nothing' : plural(quarantined, 'row')}`,
    ...(files ? [] : view.problems.map(describeProblem)),
    ...(passedOver > 0
      ? [`Passed over    ${plural(passedOver, 'folder or system file', 'folders and system files')}`]
      : []),
    ...(files ? ['', `Members        ${formatCount(files.length)}`, ...files.flatMap(describeMember)] : []),
    ...describeAlternatives(view),
  ]
}

/** Other readings that are likely, and the first rows under each, so that people see which one is right. */
const describeAlternatives = ({
  alternatives,
  readings = [],
}: Pick<TextView, 'alternatives' | 'readings'>): string[] => [
  ...alternatives.map(
    ({ format, confidence, saw }) =>
      `Could also be  ${format} (confidence ${formatShare(confidence)}): ${printable(saw)}`,
  ),
  ...readings.flatMap(({ format, rows }) => [
    `First rows as ${format}`,
    ...rows.flatMap(({ position, turns }) =>
      turns.slice(0, FIRST_ROWS).map((turn) => `  line ${position.line}  ${describeTurn(turn)}`),
    ),
  ]),
]

function describeTurn({ speaker, text }: { speaker?: string; text: string }): string {
  const said = printable(text.replaceAll(/\s+/g, ' '))
  return `${printable(speaker ?? '–')}: ${said.length > EXCERPT ? `${said.slice(0, EXCERPT)}…` : said}`
}

const describeProblem = ({ code, message, line }: InspectionView['problems'][number]): string =>
  `  ${code}${line ? `, first at line ${line}` : ''}: ${message}`

/** A member in a line, its problems below it. */
function describeMember(member: MemberView): string[] {
  const name = `  ${printable(member.path)}`
  if ('error_code' in member) return [`${name}: not readable (${member.reason}): ${member.message}`]
  const { format, encoding, conversations, turns, quarantined, problems } = member
  const holds = [plural(conversations, 'conversation'), plural(turns, 'turn')]
  if (quarantined > 0) holds.push(`${plural(quarantined, 'row')} unreadable`)
  return [
    `${name}: ${format}, ${encoding}: ${holds.join(', ')}`,
    ...problems.map((problem) => `  ${describeProblem(problem)}`),
    ...describeAlternatives(member).map((line) => `    ${line}`),
  ]
}
