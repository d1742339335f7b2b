import { z } from 'zod'

/**
 * What the MCP server over stdio asks of the command line that started it, which knows who is signed in and reads local
 * files. Messages of a process channel; each question is answered once, by its number.
 */
export const HostQuestion = z.discriminatedUnion('ask', [
  /** Where the API is and a token for it; `renew` after the API called the last one expired. */
  z.object({ id: z.int(), ask: z.literal('sign_in'), renew: z.boolean() }),
  /** What a local file is and holds. */
  z.object({ id: z.int(), ask: z.literal('inspect'), path: z.string() }),
])
export type HostQuestion = z.infer<typeof HostQuestion>

export const HostAnswer = z.discriminatedUnion('ok', [
  z.object({ id: z.int(), ok: z.literal(true), value: z.json() }),
  z.object({ id: z.int(), ok: z.literal(false), error: z.object({ error_code: z.string(), message: z.string() }) }),
])
export type HostAnswer = z.infer<typeof HostAnswer>

export const HostSignIn = z.object({ api_url: z.string(), token: z.string() })
export type HostSignIn = z.infer<typeof HostSignIn>
