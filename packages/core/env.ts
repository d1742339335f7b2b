import { z } from 'zod'
import { ValidationError } from './errors.ts'

/** `LOG_LEVEL` of every process. */
export const LogLevel = z.enum(['debug', 'info', 'warn', 'error', 'silent'])

const UnpackEnv = z.object({
  UNPACK_MAX_RATIO: z.coerce.number().min(1).optional(),
  UNPACK_MAX_BYTES: z.coerce.number().int().min(1).optional(),
  UNPACK_MAX_MEMBERS: z.coerce.number().int().min(1).max(20_000).optional(),
  UNPACK_MAX_DEPTH: z.coerce.number().int().min(0).max(32).optional(),
})

/** What unpacking is held to, where the environment says so: some of the `UnpackLimits` of packages/formats. */
export function readUnpackLimits(environment: Readonly<Record<string, string | undefined>>): {
  maxRatio?: number
  maxBytes?: number
  maxMembers?: number
  maxDepth?: number
} {
  const env = readEnv(UnpackEnv, environment)
  return {
    ...(env.UNPACK_MAX_RATIO !== undefined && { maxRatio: env.UNPACK_MAX_RATIO }),
    ...(env.UNPACK_MAX_BYTES !== undefined && { maxBytes: env.UNPACK_MAX_BYTES }),
    ...(env.UNPACK_MAX_MEMBERS !== undefined && { maxMembers: env.UNPACK_MAX_MEMBERS }),
    ...(env.UNPACK_MAX_DEPTH !== undefined && { maxDepth: env.UNPACK_MAX_DEPTH }),
  }
}

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
