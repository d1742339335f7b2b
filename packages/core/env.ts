import { z } from 'zod'
import { ValidationError } from './errors.ts'

/** `LOG_LEVEL` of every process. */
export const LogLevel = z.enum(['debug', 'info', 'warn', 'error', 'silent'])

/**
 * Reads a process's environment once, by a schema. Each app's `env.ts` calls it; nothing else reads `process.env`.
 *
 * @throws {@link ValidationError} that names each variable and what is wrong with it, never its value.
 */
export function readEnv<S extends z.ZodType>(schema: S, environment: Record<string, string | undefined>): z.output<S> {
  const present = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = schema.safeParse(present)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, code }) => ({ path: path.join('.'), problem: code }))
  const names = problems.map(({ path, problem }) => `${path} (${problem})`).join(', ')
  throw new ValidationError(`The environment is not usable: ${names}. See .env.example.`, { details: problems })
}
