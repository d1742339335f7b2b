import type { ApiDeps } from '../../deps.ts'

/** How many artifacts a data set has: uploads, results, previews and exports. */
export async function countBelow({ artifacts }: Pick<ApiDeps, 'artifacts'>, datasetId: string): Promise<number> {
  let count = 0
  for await (const _ of artifacts.list(datasetId)) count++
  return count
}
