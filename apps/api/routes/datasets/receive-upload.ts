import { Consent, DatasetName, Licence, GivenMapping, type Terms } from '@techdeck/contracts'
import { PayloadTooLargeError, ValidationError } from '@techdeck/core'
import type { FastifyRequest } from 'fastify'
import { problemOf, readField, readMapping } from './upload-fields.ts'

const MAX_FILES = 100
const FIELDS = ['name', 'mapping', 'licence', 'consent'] as const
const MAX_FIELD_BYTES = 64 * 1024
const SAID_IN = 'The upload'

/** What a multipart upload held: its fields, and what the sink made of each file, in order. */
export interface Upload<F> {
  name: string | undefined
  mapping: GivenMapping | undefined
  terms: Terms
  files: (F & { name: string })[]
}

/** Takes one file's bytes as they arrive, and is not called for the next one before it returns. */
export type FileSink<F> = (ordinal: number, bytes: AsyncIterable<Uint8Array>) => Promise<F>

/**
 * Reads a multipart upload part by part, only as fast as the sink takes the bytes; no file is ever held in memory.
 *
 * @throws {@link ValidationError} for a part that is not expected, a wrong field, or no file at all
 * @throws {@link PayloadTooLargeError} for too many or too large files
 */
export async function receiveUpload<F>(
  request: FastifyRequest,
  maxBytes: number,
  sink: FileSink<F>,
): Promise<Upload<F>> {
  const upload: Upload<F> = { name: undefined, mapping: undefined, terms: {}, files: [] }
  const limits = {
    files: MAX_FILES,
    fields: FIELDS.length,
    parts: MAX_FILES + FIELDS.length,
    fileSize: maxBytes,
    fieldSize: MAX_FIELD_BYTES,
    fieldNameSize: 100,
    headerPairs: 20,
  }
  for await (const part of asSent(request.parts({ limits }))) {
    if (part.type === 'field') {
      if (part.valueTruncated) throw new PayloadTooLargeError(`A field has at most ${MAX_FIELD_BYTES} bytes.`)
      takeField(upload, part.fieldname, part.value)
      continue
    }
    if (part.fieldname !== 'file' && part.fieldname !== 'files') throw unexpected('part')
    const ordinal = upload.files.length
    const taken = await sink(ordinal, asSent(part.file))
    if (part.file.truncated) throw new PayloadTooLargeError(`A file has at most ${maxBytes} bytes.`)
    upload.files.push({ ...taken, name: safeFileName(part.filename, ordinal) })
  }
  if (upload.files.length === 0) throw problem('file', 'missing: at least one file')
  return upload
}

/** What the multipart parser reads; where it cannot, the request is wrong, not the server. */
async function* asSent<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* items
  } catch (error) {
    const code = (error as { code?: unknown } | null)?.code
    throw typeof code === 'string' && code.startsWith('FST_') ? error : problem('body', 'not multipart to its end')
  }
}

function takeField(upload: Upload<unknown>, field: string, value: unknown): void {
  const known = FIELDS.find((each) => each === field)
  if (!known) throw unexpected('field')
  const { terms } = upload
  if ({ ...upload, ...terms }[known] !== undefined) throw problem(field, 'given twice')
  if (known === 'name') upload.name = readField(DatasetName, value, field)
  else if (known === 'licence') terms.licence = readField(Licence, value, field)
  else if (known === 'consent') terms.consent = readField(Consent, value, field)
  else upload.mapping = typeof value === 'string' ? readMapping(value, SAID_IN) : readField(GivenMapping, value, field)
}

const problem = (path: string, what: string): ValidationError => problemOf(SAID_IN, path, what)

const unexpected = (kind: string): ValidationError =>
  new ValidationError(`The upload has an unknown ${kind}.`, {
    details: [{ path: kind, problem: 'unknown', allowed: ['name', 'mapping', 'file'] }],
  })

/** A name for people. Where the bytes lie does not depend on it. */
export function safeFileName(given: string | undefined, ordinal: number): string {
  const base = (given ?? '').normalize('NFC').split(/[/\\]/).at(-1)!
  const shown = base
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu, '')
    .trim()
    .slice(0, 200)
  return /^\.*$/.test(shown) ? `file-${ordinal + 1}` : shown
}
