import { DatasetName, type GivenMapping } from '@techdeck/contracts'
import { isUuidV7, type ValidationError } from '@techdeck/core'
import { Metadata } from '@tus/server'
import { safeFileName } from '../routes/datasets/receive-upload.ts'
import { problemOf, readField, readMapping } from '../routes/datasets/upload-fields.ts'

/** More than this is no name and no mapping. */
const MAX_METADATA_BYTES = 64 * 1024
const SAID_IN = 'The metadata of the upload'

/** What an uploader says of a file beside its bytes. */
export interface UploadWish {
  /** Of the data set; absent where it is to be called like the file. */
  name: string | undefined
  fileName: string
  /** Of an upload that joins others: each of those is a file, and called so. */
  files: string[] | undefined
  mapping: GivenMapping | undefined
  /** An own id for the data set. */
  datasetId: string | undefined
  /** An own data set that the file is added to, as its next version. */
  into: string | undefined
  /** Where the data set is to lie; among one's own when absent. */
  workspaceId: string | undefined
  /** To be stored even where the same file is known; absent where nothing was said. */
  force: boolean | undefined
}

/**
 * Reads `Upload-Metadata`: `filename`, `name` (of the data set, and of the file where that has none), `files` (JSON, names of
 * the files that an upload joins), `mapping` (JSON), `dataset_id`, `into`, `workspace_id` and `force`. Other keys are the client's own business.
 *
 * @throws ValidationError that quotes nothing
 */
export function readMetadata(header: string | undefined): UploadWish {
  const given = pairsOf(header)
  const { filename, files, mapping, dataset_id: datasetId, into, workspace_id: workspaceId, force } = given
  const name = given['name'] === undefined ? undefined : readField(DatasetName, given['name'].slice(0, 200), 'name')
  for (const [path, id] of Object.entries({ dataset_id: datasetId, into, workspace_id: workspaceId }))
    if (id !== undefined && !isUuidV7(id)) throw problem(path, 'not a UUIDv7')
  if (datasetId !== undefined && into !== undefined) throw problem('dataset_id', 'not beside into')
  if (force !== undefined && force !== 'true' && force !== 'false') throw problem('force', 'not true or false')
  return {
    name: filename === undefined && files === undefined ? undefined : name,
    fileName: safeFileName(filename ?? name, 0),
    files: files === undefined ? undefined : namesIn(files),
    mapping: mapping === undefined ? undefined : readMapping(mapping, SAID_IN),
    datasetId,
    into,
    workspaceId,
    force: force === undefined ? undefined : force === 'true',
  }
}

function namesIn(text: string): string[] {
  let names: unknown
  try {
    names = JSON.parse(text)
  } catch {
    throw problem('files', 'not valid JSON')
  }
  if (!Array.isArray(names) || !names.every((name) => typeof name === 'string'))
    throw problem('files', 'not a list of names')
  return names.map((name, at) => safeFileName(name, at))
}

function pairsOf(header: string | undefined): { [key: string]: string | undefined } {
  if (header === undefined || header === '') return {}
  if (header.length > MAX_METADATA_BYTES) throw problem('upload-metadata', `more than ${MAX_METADATA_BYTES} bytes`)
  try {
    const pairs = Object.entries(Metadata.parse(header)).map(([key, value]) => [key, value ?? ''] as const)
    return Object.fromEntries(pairs)
  } catch {
    throw problem('upload-metadata', 'not of the form "key base64,key base64"')
  }
}

const problem = (path: string, what: string): ValidationError => problemOf(SAID_IN, path, what)
