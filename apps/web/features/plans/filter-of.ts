import type { JsonObject } from '@techdeck/contracts'
import { nameOfLabel, type Slice } from '../conversations/slice.ts'

const OWN_LABEL = 'labels.'

/** A slice as the filter of an export, and what of it an export cannot go by. */
export function filterOf({ facets, ranges }: Slice): { filter: JsonObject; unsaid: readonly string[] } {
  const own = facets.label.filter((label) => label.startsWith(OWN_LABEL))
  const keep = Object.fromEntries(
    Object.entries(Object.groupBy(own, nameOfLabel)).map(([path, labels]) => [
      path,
      (labels ?? []).map((label) => label.slice(path.length + 1)),
    ]),
  )
  const bounds = Object.fromEntries(
    Object.entries(ranges).map(([name, [least, most]]) => [
      name,
      { ...(least !== null && { least }), ...(most !== null && { most }) },
    ]),
  )
  return {
    filter: {
      ...(facets.language.length > 0 && { languages: [...facets.language] }),
      ...(facets.finding.length > 0 && { withFindings: [...facets.finding] }),
      ...(own.length > 0 && { keep }),
      ...(Object.keys(bounds).length > 0 && { ranges: bounds }),
    },
    // What became of a conversation follows from the run, its split from the export; what stages say is no label of it.
    unsaid: [...facets.outcome, ...facets.split, ...facets.label.filter((label) => !own.includes(label))],
  }
}
