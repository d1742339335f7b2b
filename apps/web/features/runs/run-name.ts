import type { ExecutionView } from '@techdeck/contracts'

/** A run by the data sets that it is of. */
export const runName = ({ dataset_ids: ids }: ExecutionView, names: ReadonlyMap<string, string>): string =>
  ids.map((id) => names.get(id) ?? 'a data set that is gone').join(', ')
