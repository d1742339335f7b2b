import { routes, type Dataset, type DatasetFile } from '@techdeck/contracts'
import { ValidationError, newId } from '@techdeck/core'
import { datasetHash, readingOfFile, type DataKey } from '@techdeck/pipeline'
import { ok } from '../../answers.ts'
import { whoAsks } from '../../plugins/auth.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { ownDataset } from '../../uploads/begin-upload.ts'
import { dataKeyOf } from '../pipeline/data-key.ts'
import { noReading } from './list-readings.ts'
import { toMappingJson } from './mapping.ts'
import { notNow, queueInspection, type RecordDeps } from './record-dataset.ts'
import { toDatasetView } from './view.ts'

/**
 * `PUT /datasets/:id/mapping`: what its owner says of how to read a data set, or one file of it, becomes its next version,
 * and what is concerned is inspected again. Runs that began with an earlier version go on with it.
 */
export const setMapping: Route<RecordDeps> = async (app, deps) => {
  app.route({
    ...serve(routes.setMapping),
    handler: async (request) => {
      const { file, mapping, format } = request.body
      const before = await ownDataset(deps, whoAsks(request), request.params.id)
      const { id, version } = before
      if (before.status !== 'ready' && before.status !== 'invalid') throw notNow(id)
      const dataKey = await dataKeyOf(deps, id)
      const wanted = await concernedBy(deps, before, dataKey, file, format ?? undefined)
      const artifact = mapping && `${id}/mapping.v${version + 1}.${newId()}`
      if (artifact !== undefined) await deps.artifacts.write(artifact, dataKey, [toMappingJson(mapping!)])
      const files = filesOf(before, wanted, {
        ...(artifact !== undefined && { mapping: artifact }),
        ...(format !== undefined && { readAs: format }),
      })
      const { sizeBytes, sha256 } = before
      const next = { files, sizeBytes, sha256: sha256 ?? datasetHash(files, before.mended) }
      if (!(await deps.datasets.addVersion(id, version, next))) {
        if (artifact !== undefined) await deps.artifacts.remove(artifact)
        throw notNow(id)
      }
      const dataset = (await deps.datasets.get(id)) ?? before
      await queueInspection(deps, dataset)
      const by = [...(mapping ? ['mapping'] : []), ...(format === undefined ? [] : ['format'])]
      request.access = { dataId: id, details: { version: dataset.version, by, ...(file !== undefined && { file }) } }
      return ok(toDatasetView(dataset))
    },
  })
}

/**
 * Ordinals of the files for which it holds: the one that is named, or all; of a format, those that can be read so.
 *
 * @throws NotFoundError for a file that is not there @throws ValidationError for a format that is not among the likely ones
 */
async function concernedBy(
  { artifacts }: RecordDeps,
  { files }: Dataset,
  dataKey: DataKey,
  only: number | undefined,
  format: string | undefined,
): Promise<ReadonlySet<number>> {
  const named = files.filter(({ ordinal }) => only === undefined || ordinal === only)
  if (named.length === 0) throw noReading(only ?? 0)
  if (format === undefined) return new Set(named.map(({ ordinal }) => ordinal))
  const possible = new Set<string>()
  const fitting = new Set<number>()
  for (const file of named) {
    const reading = await readingOfFile(artifacts, file, dataKey)
    if (!reading) continue
    const likely = [reading.format, ...(reading.alternatives ?? []).map((each) => each.format)]
    for (const each of likely) possible.add(each)
    if (likely.includes(format)) fitting.add(file.ordinal)
  }
  if (fitting.size > 0) return fitting
  throw new ValidationError('The file cannot be read in that format.', {
    details: [{ path: 'format', problem: 'not one of the likely formats', allowed: [...possible] }],
    userMessage: `It cannot be read in that format. Likely are: ${[...possible].join(', ') || 'none'}.`,
  })
}

/**
 * Files as they wait for inspection: of those that are concerned, what was uploaded and what the owner says of it. What is
 * said of a container holds for its members, whatever was said of one of them before.
 */
function filesOf(
  { files }: Dataset,
  concerned: ReadonlySet<number>,
  { mapping, readAs }: { mapping?: string; readAs?: string | null },
): DatasetFile[] {
  return files.map((file) => {
    const { ordinal, name, sizeBytes, sha256, artifact, container } = file
    const holder = container !== undefined && concerned.has(container) ? files[container] : undefined
    if (!holder && !concerned.has(ordinal)) return file
    const from = holder ?? file
    const said = mapping ?? from.mapping
    const chosen = readAs === undefined ? from.readAs : (readAs ?? undefined)
    return {
      ordinal,
      name,
      sizeBytes,
      sha256,
      artifact,
      ...(container !== undefined && { container }),
      ...(said !== undefined && { mapping: said }),
      ...(chosen !== undefined && { readAs: chosen }),
    }
  })
}
