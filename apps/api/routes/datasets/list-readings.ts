import { routes, type DatasetFile, type FirstRecordView, type ReadingView } from '@techdeck/contracts'
import { NotFoundError, ValidationError } from '@techdeck/core'
import { firstRowsOf, readArtifactJson, readingOfFile, type DataKey, type KeptReading } from '@techdeck/pipeline'
import type { ApiDeps } from '../../deps.ts'
import { isUnpackedGone } from './unpack-again.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { dataKeyOf } from '../pipeline/data-key.ts'
import { findDataset } from './get-dataset.ts'
import { toMappingFields } from './mapping.ts'

/** Files whose readings are told at once where nothing else is asked for. */
const FILES = 20
/** Files of which first records are read at once: each takes a look at its beginning. */
const FILES_WITH_RECORDS = 5
/** What is shown of a record. */
const TURNS = 6
const CHARS = 300
/** Reading the beginnings of files takes no longer. */
const LONGEST_MS = 20_000

type Deps = Pick<ApiDeps, 'datasets' | 'keys' | 'keyRing' | 'artifacts'>

/**
 * `GET /datasets/:id/readings`: how each file that can be read was read, in their order; the first records are decrypted
 * and read when they are asked for, from the beginning of the file alone.
 */
export const listReadings: Route<Deps> = async (app, deps) => {
  app.route({
    ...serve(routes.listReadings),
    handler: async (request) => {
      const { cursor, file: only, records = 0, limit = FILES } = request.query
      const dataset = await findDataset(deps.datasets, request, request.params.id)
      const after = cursor === undefined ? -1 : ordinalOf(cursor)
      const files = dataset.files.filter(
        ({ ordinal, inspection }) =>
          inspection !== undefined && ordinal > after && (only === undefined || ordinal === only),
      )
      if (only !== undefined && files.length === 0 && cursor === undefined) throw noReading(only)
      const shown = files.slice(0, records > 0 ? Math.min(limit, FILES_WITH_RECORDS) : limit)
      const dataKey = await dataKeyOf(deps, dataset.id)
      const signal = AbortSignal.timeout(LONGEST_MS)
      const data: ReadingView[] = []
      for (const file of shown) {
        const reading = await readingOfFile(deps.artifacts, file, dataKey)
        if (!reading) continue
        const first = records > 0 &&
          !isUnpackedGone(dataset, file) && { first: await firstRecords(deps, file, dataKey, records, signal) }
        const given =
          file.mapping === undefined
            ? null
            : toMappingFields(await readArtifactJson(deps.artifacts, file.mapping, dataKey))
        data.push({ ...toReadingView(file, reading), given, ...first })
      }
      request.access = { dataId: dataset.id, details: { files: data.length, records } }
      const next = files.length > shown.length ? String(shown.at(-1)?.ordinal) : null
      return { success: true as const, data, meta: { next_cursor: next } }
    },
  })
}

export const noReading = (file: number): NotFoundError =>
  new NotFoundError('There is no such file among those that can be read.', {
    details: { file },
    userMessage: `File ${file} is not among the files of this data set that can be read.`,
  })

async function firstRecords(deps: Deps, file: DatasetFile, dataKey: DataKey, count: number, signal: AbortSignal) {
  const samples = await firstRowsOf(deps.artifacts, file, dataKey, count, signal)
  return samples.map(({ format, rows }) => ({ format, records: rows.map(toRecordView) }))
}

type Row = Awaited<ReturnType<typeof firstRowsOf>>[number]['rows'][number]

const toRecordView = ({ position: { line, row }, turns }: Row): FirstRecordView => ({
  line,
  row,
  turns: turns.slice(0, TURNS).map(({ speaker, text }) => ({
    ...(speaker !== undefined && { speaker: beginningOf(speaker) }),
    text: beginningOf(text),
  })),
  more: Math.max(0, turns.length - TURNS),
})

function beginningOf(text: string): string {
  // No character is cut in two.
  const shown = text.slice(0, CHARS).replace(/[\uD800-\uDBFF]$/, '')
  return shown.length < text.length ? `${shown}…` : shown
}

function toReadingView(file: DatasetFile, reading: KeptReading): Omit<ReadingView, 'given' | 'first'> {
  const { format, encoding, settings, saw = '', speakers = [], alternatives = [] } = reading
  // Columns that are metadata anyway need no naming.
  const { metadata: _metadata, ...mapping } = toMappingFields(reading.mapping)
  return {
    file: file.ordinal,
    name: file.name,
    format,
    encoding,
    confidence: file.confidence ?? 0,
    saw,
    chosen: file.readAs === format,
    columns: columnsOf(settings['columns']),
    mapping,
    speakers,
    alternatives,
  }
}

const columnsOf = (columns: unknown): string[] =>
  Array.isArray(columns) ? columns.filter((column) => typeof column === 'string') : []

function ordinalOf(cursor: string): number {
  if (/^\d{1,9}$/.test(cursor)) return Number(cursor)
  throw new ValidationError('The cursor is not one of ours.', { details: [{ path: 'cursor', problem: 'not valid' }] })
}
