import { DatasetName, MappingFields } from '@techdeck/contracts'
import { ValidationError, isUuidV7 } from '@techdeck/core'
import { Metadata } from '@tus/server'
import { invalid } from '../plugins/validation.ts'
import { safeFileName } from '../routes/datasets/receive-upload.ts'

/** More than this is no name and no mapping. */
const MAX_METADATA_BYTES = 64 * 1024
/** All that errors repeat of a mapping: its other names are those of speakers. */
const MAPPING_MEMBERS = new Set(Object.keys(MappingFields.shape))

/** What an uploader says of a file beside its bytes. */
export interface UploadWish {
  /** Of the data set; absent where it is to be called like the file. */
  name: string | undefined
  fileName: string
  mapping: MappingFields | undefined
  /** An own id for the data set. */
  datasetId: string | undefined
  /** An own data set that the file is added to, as its next version. */
  into: string | undefined
  /** To be stored even where the same file is known; absent where nothing was said. */
  force: boolean | undefined
}

/**
 * Reads `Upload-Metadata`: `filename`, `name` (of the data set, and of the file where that has none), `mapping` (JSON),
 * `dataset_id`, `into` and `force`. Other keys are the client's own business.
 *
 * @throws ValidationError that quotes nothing
 */
export function readMetadata(header: string | undefined): UploadWish {
  const given = pairsOf(header)
  const { filename, mapping, dataset_id: datasetId, into, force } = given
  const name = given['name'] === undefined ? undefined : parse(DatasetName, given['name'].slice(0, 200), 'name')
  for (const [path, id] of Object.entries({ dataset_id: datasetId, into }))
    if (id !== undefined && !isUuidV7(id)) throw problem(path, 'not a UUIDv7')
  if (datasetId !== undefined && into !== undefined) throw problem('dataset_id', 'not beside into')
  if (force !== undefined && force !== 'true' && force !== 'false') throw problem('force', 'not true or false')
  return {
    name: filename === undefined ? undefined : name,
    fileName: safeFileName(filename ?? name, 0),
    mapping: mapping === undefined ? undefined : parse(MappingFields, fromJson(mapping), 'mapping'),
    datasetId,
    into,
    force: force === undefined ? undefined : force === 'true',
  }
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

function parse<T>(
  schema: { safeParse(value: unknown): { success: true; data: T } | { success: false; error: any } },
  value: unknown,
  path: string,
): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  throw invalid(parsed.error, path, MAPPING_MEMBERS)
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw problem('mapping', 'not valid JSON')
  }
}

const problem = (path: string, what: string): ValidationError =>
  new ValidationError(`The metadata of the upload is not valid: ${path}: ${what}.`, {
    details: [{ path, problem: what }],
  })
