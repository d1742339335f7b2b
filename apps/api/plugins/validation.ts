import type { Problem } from '@techdeck/contracts'
import { ValidationError } from '@techdeck/core'
import type { FastifySchemaCompiler } from 'fastify'
import { z } from 'zod'

/** Validates what comes in by the route's zod schemas. Unknown members are refused by the schemas themselves. */
export const validatorCompiler: FastifySchemaCompiler<z.ZodType> =
  ({ schema, httpPart }) =>
  (data: unknown) => {
    const parsed = schema.safeParse(data)
    return parsed.success ? { value: parsed.data } : { error: invalid(parsed.error, httpPart) }
  }

/**
 * A VALIDATION_ERROR that says where and what is wrong, and never quotes a value. Where names of members may be content
 * too, such as those of speakers, `names` tells the only ones that are repeated.
 */
export function invalid(error: z.core.$ZodError, part?: string, names?: ReadonlySet<string>): ValidationError {
  const safeName = (name: PropertyKey): string =>
    (names ? names.has(String(name)) : LOOKS_LIKE_A_NAME.test(String(name))) ? String(name) : '*'
  const problems = error.issues.flatMap((issue) => problemsOf(issue, safeName, part))
  const where = problems.map(({ path, problem }) => `${path}: ${problem}`).join('; ')
  return new ValidationError(`The request is not valid: ${where.slice(0, 500)}.`, {
    details: problems,
    userMessage: 'Something in the request is not right; the details say what.',
  })
}

function problemsOf(issue: z.core.$ZodIssue, safeName: (name: PropertyKey) => string, part = 'body'): Problem[] {
  // What stands in a mapping's roles are speakers.
  const path = issue.path.map((name, at) => (issue.path[at - 1] === 'roles' ? '*' : safeName(name))).join('.')
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      path: [path, safeName(key)].filter(Boolean).join('.'),
      problem: 'unknown member',
    }))
  return [
    {
      path: path || part,
      problem: PROBLEM[issue.code]?.(issue as never) ?? 'not valid',
      ...(issue.code === 'invalid_value' && { allowed: issue.values.map(String) }),
    },
  ]
}

const PROBLEM: { readonly [code in z.core.$ZodIssue['code']]?: (issue: never) => string } = {
  // zod's message names types only; the issue itself does not say that nothing came.
  invalid_type: ({ expected, message }: z.core.$ZodIssueInvalidType) =>
    message.endsWith('received undefined') ? 'missing' : `not of type ${expected}`,
  invalid_value: () => 'not one of the allowed values',
  invalid_format: ({ format }: z.core.$ZodIssueInvalidStringFormat) =>
    format === 'regex' ? 'not of the expected form' : `not a valid ${format}`,
  too_small: ({ minimum, origin }: z.core.$ZodIssueTooSmall) => `too small: at least ${minimum}${unit(origin)}`,
  too_big: ({ maximum, origin }: z.core.$ZodIssueTooBig) => `too big: at most ${maximum}${unit(origin)}`,
  // Ours: the schemas' own words, which never hold a value.
  custom: ({ message }: z.core.$ZodIssueCustom) => message,
}

const unit = (origin: string): string =>
  origin === 'string' ? ' characters' : origin === 'array' || origin === 'set' ? ' items' : ''

/** Names of members come from the caller too: what does not look like a name is not repeated. */
const LOOKS_LIKE_A_NAME = /^[\w-]{1,64}$/
