import type { Entry } from './entry.ts'

/** What tells copies of files apart, and one file from others: stands in the details of who took one. */
export const MARKS = ['watermark', 'sha256'] as const
type Mark = (typeof MARKS)[number]
const FIELDS = { executionId: 'execution', dataId: 'data_id', userId: 'actor', operation: 'operation' } as const
type Field = keyof typeof FIELDS

/** All of them have to fit. Whoever asks for a mark says of which operation. */
export type AuditCriteria = { workspaceId: string } & { [by in Field]?: string | undefined } & (
    | { [by in Mark]?: undefined }
    | ({ operation: string } & { [by in Mark]?: string | undefined })
  )

const LETTERS = { executionId: 'e', dataId: 'd', userId: 'u', watermark: 'w', sha256: 'h' } as const
/** Those of the first version have no marks, so their operations lie apart. */
const OPERATION = { 1: 'o', 2: 'p' } as const

/** Those that fewest batches have come first, as a rule. */
const MOST_TELLING = ['watermark', 'sha256', 'executionId', 'dataId', 'userId'] as const

/**
 * By what searches find an entry's batch; each with its workspace. Which keys an entry has follows from its version, and
 * its leaf commits to that: nobody hides an entry unseen by giving it out for an older one.
 */
function keysOf({ v, workspace, details, ...entry }: Entry): string[] {
  const keys = [workspace, `${workspace}|${OPERATION[v]}|${entry.operation}`]
  for (const name of ['executionId', 'dataId', 'userId'] as const) {
    const value = entry[FIELDS[name]]
    if (value !== null) keys.push(`${workspace}|${LETTERS[name]}|${value}`)
  }
  if (v === 2)
    for (const name of MARKS)
      if (typeof details[name] === 'string') keys.push(`${workspace}|${LETTERS[name]}|${details[name]}`)
  return keys
}

/** The keys of all entries of a batch, each once, in order. */
export const keysOfAll = (entries: readonly Entry[]): string[] => [...new Set(entries.flatMap(keysOf))].toSorted()

/** Every batch that may have what is searched has at least one of these. */
export function keysFor({ workspaceId, ...by }: AuditCriteria): string[] {
  const operationOf = (v: Entry['v']) => `${workspaceId}|${OPERATION[v]}|${by.operation}`
  for (const name of MOST_TELLING)
    if (by[name] !== undefined) {
      const key = `${workspaceId}|${LETTERS[name]}|${by[name]}`
      return isMark(name) ? [key, operationOf(1)] : [key]
    }
  return by.operation === undefined ? [workspaceId] : [operationOf(1), operationOf(2)]
}

/** Whether an entry is what is searched. */
export function fits({ workspaceId, ...by }: AuditCriteria, entry: Entry): boolean {
  if (entry.workspace !== workspaceId) return false
  for (const name of ['executionId', 'dataId', 'userId', 'operation'] as const)
    if (by[name] !== undefined && entry[FIELDS[name]] !== by[name]) return false
  return MARKS.every((name) => by[name] === undefined || entry.details[name] === by[name])
}

const isMark = (name: string): name is Mark => (MARKS as readonly string[]).includes(name)
