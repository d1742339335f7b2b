import type { SystemView } from '@techdeck/contracts'
import { formatBytes, formatCount, plural } from '@techdeck/client/figures'
import type { CliCommand, CliContext } from '../command.ts'
import { connectAs, takeCommonOptions, type CommonOptions } from '../session/common-options.ts'

export const command: CliCommand = {
  summary: 'Show versions, what is stored, and what is due, for administrators',
  define(program, context) {
    const common = takeCommonOptions(program, EXAMPLES)
    program.action(() => show(common(), context))
  },
}

const EXAMPLES = `
Examples:
  ./techdeck system
  ./techdeck system --json | jq .storage`

const KINDS = {
  uploads: 'uploads',
  open_uploads: 'uploads under way',
  results: 'results of stages',
  exports: 'exports',
} as const

async function show(options: CommonOptions, context: CliContext): Promise<void> {
  const { out, signal } = context
  const [client, { table }, { formatTime }] = await Promise.all([
    connectAs(options, context),
    import('../ui/table.ts'),
    import('../ui/format.ts'),
  ])
  const system = await client.showSystem({ signal })
  if (options.json) return out.json(system)
  out.line(`TechDeck ${system.version} on Node ${system.node_version}, ${system.database ?? 'a database that is away'}`)
  if (system.storage) {
    const { kinds, free_bytes: free, total_bytes: total } = system.storage
    const rows = kinds.map(({ kind, files, bytes }) => [KINDS[kind], files, formatBytes(bytes)])
    for (const line of table(['stored', 'files', 'size'], rows)) out.line(line)
    out.line(`  free: ${formatBytes(free)} of ${formatBytes(total)}`)
  }
  out.line(`audit log  ${formatCount(system.audit_entries)} entries`)
  out.line(`key        ${keyLine(system.key, formatTime)}`)
  out.line(`retention  ${plural(system.retention_due, 'data set')} due`)
  if (system.key.rotation_due) out.note('A rotation of the key is due: ./techdeck keys rotate')
  if (system.retention_due > 0) out.note('What is due goes by itself each hour: ./techdeck retention sweep --dry-run')
}

function keyLine(key: SystemView['key'], formatTime: (time: string) => string): string {
  const made = key.created_at === null ? '' : `, made ${formatTime(key.created_at)}`
  return `version ${key.id}${made}${key.rotation_due ? '; a rotation is due' : ''}`
}
