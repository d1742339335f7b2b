import type { JsonObject } from '@techdeck/contracts'
import type { ExportContext } from './manifest.ts'
import type { Places } from './place-all.ts'

/** What would be written, and how many conversations each rule leaves out. */
export function planOf({ records, losses, execution }: ExportContext, { figures, dropped }: Places): JsonObject {
  const rules = new Map<string, number>()
  for (const { reason, count } of losses) rules.set(reason, (rules.get(reason) ?? 0) + count)
  for (const { loss } of dropped) rules.set(loss.reason, (rules.get(loss.reason) ?? 0) + 1)
  return {
    conversations: { in: records.in, written: figures.conversations, left_out: records.in - figures.conversations },
    rules: [...rules].map(([reason, count]) => ({ reason, count })),
    splits: figures.splits,
    languages: figures.languages,
    turns: figures.turns,
    characters: figures.characters,
    formats: [...execution.exportFormats],
  }
}
