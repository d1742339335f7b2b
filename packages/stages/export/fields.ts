import type { Conversation, Json } from '@techdeck/contracts'

type Described = Pick<Conversation, 'language' | 'scores' | 'labels' | 'metadata'>

/** What a path of the options leads to, as text: `language`, `labels.topic`, `metadata.site` … */
export function valueAt(record: Described, path: string): string | undefined {
  if (path === 'language') return record.language
  const point = path.indexOf('.')
  const part: { [name: string]: Json } | undefined = record[path.slice(0, point) as 'scores' | 'labels' | 'metadata']
  const value = part?.[path.slice(point + 1)]
  if (value === undefined || value === null) return undefined
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
