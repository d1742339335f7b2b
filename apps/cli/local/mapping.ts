import { readFile, writeFile } from 'node:fs/promises'
import { GivenMapping, MappingFields } from '@techdeck/contracts'
import { ValidationError } from '@techdeck/core'
import type { Mapping } from '@techdeck/formats'
import { codeOf } from './error-code.ts'

const KNOWN = Object.keys(GivenMapping.shape).join(', ')

/**
 * A mapping as JSON or YAML, or of a file that holds it.
 *
 * @throws {@link ValidationError} that names what is wrong in it, and where
 */
export async function readMapping(given: string): Promise<GivenMapping> {
  const inline = given.trimStart().startsWith('{')
  const name = inline ? 'The mapping' : `The mapping in ${given}`
  const text = inline ? given : await readFile(given, 'utf8').catch((error: unknown) => notThere(given, error))
  const value = await valueOf(text, name)
  const parsed = GivenMapping.safeParse(inWords(value))
  if (parsed.success) return inLowerCase(parsed.data)
  const problems = parsed.error.issues.map(({ path, code, message, ...issue }) => ({
    path: path.join('.') || 'mapping',
    problem: 'keys' in issue ? `unknown: ${issue.keys.join(', ')}` : message || code,
  }))
  const shown = problems.map(({ path, problem }) => `${path}: ${problem}`).join('; ')
  throw new ValidationError(`${name} is not valid. ${shown}. Known are ${KNOWN}.`, { details: problems })
}

/** A mapping for one file or for all alike, as {@link readMapping}. @throws {@link ValidationError} */
export async function readOneMapping(given: string): Promise<MappingFields> {
  const { files, ...mapping } = await readMapping(given)
  if (!files) return mapping
  throw new ValidationError('A mapping with `files` is for uploads; name the file that it is for instead.', {
    details: [{ path: 'files', problem: 'not for one file' }],
  })
}

/**
 * Writes a mapping as YAML, to be edited and given back. Columns that are metadata anyway are left out, and so is what
 * is too much to be given.
 */
export async function saveMapping(path: string, mapping: Mapping): Promise<void> {
  const { utteranceId, metadata: _metadata, labels = [], ...rest } = mapping
  const { stringify } = await import('yaml')
  const fields: MappingFields = {
    ...rest,
    ...(utteranceId !== undefined && { utterance_id: utteranceId }),
    ...(labels.length > 0 && MappingFields.shape.labels.safeParse(labels).success && { labels }),
  }
  await writeFile(path, HEADER + stringify(fields))
}

const HEADER = `# Which column or field means what. Give it back with --mapping to inspect, upload or run.
# conversation, speaker, text, order, time, utterance_id, parent, language; or question and answer for a pair a row.
# A field inside of others is named by its way: data.messages[].content
# roles: each speaker as written, in lower case: client, therapist, system or other
`

/** YAML, of which JSON is a part. */
async function valueOf(text: string, name: string): Promise<unknown> {
  const { parseDocument } = await import('yaml')
  const document = parseDocument(text, { prettyErrors: true })
  const [problem] = document.errors
  if (!problem) return document.toJS({ maxAliasCount: 10 })
  const place = problem.linePos?.[0]
  const where = place ? ` at line ${place.line}, column ${place.col}` : ''
  throw new ValidationError(
    `${name} is neither valid JSON nor YAML${where} (${problem.code}). Write one “name: column” a line.`,
    { details: [{ path: 'mapping', problem: problem.code, ...(place && { line: place.line, column: place.col }) }] },
  )
}

/** `inspect` shows the words of the readers; they are taken as well. */
function inWords(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('utteranceId' in value)) return value
  const { utteranceId, ...rest } = value
  return { ...rest, utterance_id: utteranceId }
}

const inLowerCase = ({ files, ...mapping }: GivenMapping): GivenMapping => ({
  ...withLowerCaseRoles(mapping),
  ...(files && {
    files: files.map((file) => (file.mapping ? { ...file, mapping: withLowerCaseRoles(file.mapping) } : file)),
  }),
})

function withLowerCaseRoles({ roles, ...mapping }: MappingFields): MappingFields {
  if (!roles) return mapping
  const lower = Object.entries(roles).map(([speaker, role]) => [speaker.trim().toLowerCase(), role] as const)
  return { ...mapping, roles: Object.fromEntries(lower) }
}

function notThere(path: string, error: unknown): never {
  const code = codeOf(error)
  const what = code === 'ENOENT' ? 'There is no file' : `Not readable (${code}):`
  throw new ValidationError(`${what} ${path} with a mapping.`, { details: [{ path, problem: code }] })
}
