import type { AuditLogView } from '@techdeck/contracts'
import type { CliContext } from '../command.ts'
import { connectAs, type CommonOptions } from '../session/common-options.ts'
import { formatTime, printable } from '../ui/format.ts'

const PAGE = 200

/** What `audit search` is told at the command line. */
export interface SearchFlags {
  user?: string
  data?: string
  execution?: string
  operation?: string
  limit: number
}

export async function search(flags: SearchFlags, options: CommonOptions, context: CliContext): Promise<void> {
  const client = await connectAs(options, context)
  const { out, signal } = context
  const { user, data, execution, operation, limit } = flags
  const found: AuditLogView[] = []
  for (let cursor: string | undefined; found.length < limit;) {
    const page = await client.searchAudit({
      query: {
        limit: Math.min(PAGE, limit - found.length),
        ...(cursor !== undefined && { cursor }),
        ...(user !== undefined && { user_id: user }),
        ...(data !== undefined && { data_id: data }),
        ...(execution !== undefined && { execution_id: execution }),
        ...(operation !== undefined && { operation }),
      },
      signal,
    })
    found.push(...page.data)
    if (page.meta.next_cursor === null) break
    cursor = page.meta.next_cursor
  }
  if (options.json) return out.json(found)
  for (const each of found)
    out.line(
      [
        each.index === null ? 'waits' : String(each.index),
        formatTime(each.timestamp),
        each.user_id ?? '–',
        each.ip_address ?? '–',
        each.operation,
        each.data_id ?? '–',
        printable(each.purpose),
      ].join('  '),
    )
  if (found.length === 0) out.note('Nothing of that kind is in the log.')
}
