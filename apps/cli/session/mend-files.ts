import { readFile } from 'node:fs/promises'
import { MappingFields } from '@techdeck/contracts'
import { ValidationError, collectBytes } from '@techdeck/core'
import type { Input } from '../command.ts'
import { codeOf } from '../local/error-code.ts'

/** What a row should be, from a file or, as `-`, from standard input. @throws {@link ValidationError} */
export async function contentOf(path: string, stdin: (() => Input) | undefined): Promise<string> {
  if (path !== '-') return textOf(path)
  return (await collectBytes((stdin?.() ?? process.stdin) as AsyncIterable<Uint8Array>)).toString()
}

/** A mapping from a file of JSON. @throws {@link ValidationError} that names what is wrong in it */
export async function mappingOf(path: string): Promise<MappingFields> {
  const text = await textOf(path)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new ValidationError(`${path} is no JSON.`, { details: [{ path, problem: 'invalid_json' }] })
  }
  const parsed = MappingFields.safeParse(value)
  if (parsed.success) return parsed.data
  const known = Object.keys(MappingFields.shape)
  throw new ValidationError(`${path} is no mapping. It may name ${known.join(', ')}.`, {
    details: parsed.error.issues.map((issue) => ({ path, problem: issue.code, allowed: known })),
  })
}

const textOf = (path: string): Promise<string> =>
  readFile(path, 'utf8').catch((error: unknown) => {
    throw new ValidationError(`${path} cannot be read (${codeOf(error)}).`, {
      details: [{ path, problem: codeOf(error) }],
    })
  })
