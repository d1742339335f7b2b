import { DatasetName, ExecuteBody, Id, MappingFields } from '@techdeck/contracts'
import { z } from 'zod'

export const ExecutionId = Id.describe('Id of the run, as start_run or list_runs gives it.')
export const DatasetId = Id.describe('Id of the data set, as upload_dataset or list_datasets gives it.')

/** A page of a list. */
export const PageInput = {
  cursor: z.string().min(1).max(256).optional().describe('next_cursor of the page before; the first page without it.'),
  limit: z.int().min(1).max(200).default(20).describe('Entries a page.'),
}
export const NextCursor = z.string().nullable().describe('Give it as cursor for the next page; null on the last.')

const ExportOptions = z
  .record(z.string(), z.json())
  .describe('Options of the stage export: splits {train: 0.8, test: 0.2}, filter, caps, weights, systemPrompt …')

const { dataset_ids, quality_threshold, export_formats } = ExecuteBody.shape
/** What an export is of and how it is written; planned or done. */
export const ExportInput = z.strictObject({
  dataset_ids,
  quality_threshold,
  export_formats,
  export_options: ExportOptions.optional(),
})

export const UploadInput = {
  name: DatasetName.optional().describe('Name of the data set; the first file’s name when left out.'),
  mapping: MappingFields.optional().describe(
    'Which column or field of the file means what, by its name. Only where detection was wrong.',
  ),
}
