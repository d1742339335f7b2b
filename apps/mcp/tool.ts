import type { Client } from '@techdeck/client'
import type { ToolAnnotations } from '@modelcontextprotocol/server'
import type { z } from 'zod'
import type { LocalFiles } from './local-files.ts'

/** What a tool may reach: the API in the name of whoever calls, and files of this machine where the caller sits at it. */
export interface ToolContext {
  /** A client of the API. @throws where nobody is signed in, or no API is known. */
  api: () => Promise<Client>
  /** Absent over HTTP, whose callers sit elsewhere. */
  local: LocalFiles | undefined
  /** Aborts when the caller goes away or takes the call back. */
  signal: AbortSignal
  /** Tells a caller who asked for it how far the call is; percent. `meta` goes with it as `_meta`. */
  progress: (percent: number, message: string, meta?: Record<string, unknown>) => Promise<void>
}

/** A question for the person, and the command by which they do it themselves where they cannot be asked. */
export interface Question {
  message: string
  byHand: string
}

export interface ToolResult<Data> {
  /** Structured content. What the output schema does not name is left out: nothing else of the API's answer gets through. */
  data: Data
  /** What a reader without structured content has to know: ids, states, what comes next. */
  text: string
}

/** One tool: a file `tools/<verb>-<noun>.ts` whose export is named in `tools/index.ts`. */
export interface Tool<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  /** `verb_noun`, by the name of the file. */
  name: string
  title: string
  /** For agents: what it does, what it needs, what comes next. */
  description: string
  input: I
  output: O
  hints: Required<Pick<ToolAnnotations, 'readOnlyHint' | 'destructiveHint' | 'idempotentHint' | 'openWorldHint'>>
  /** Of what destroys or exports: what the person is asked before it is done. */
  asks?: (input: z.output<I>) => Question
  /** Errors of the API may pass; the server answers them as tool errors. */
  run: (input: z.output<I>, context: ToolContext) => Promise<ToolResult<z.input<O>>>
}

export const defineTool = <I extends z.ZodType, O extends z.ZodType>(tool: Tool<I, O>): Tool => tool

/** Changes nothing. */
export const READS = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false }
/** Adds something; what was there stays. */
export const ADDS = { readOnlyHint: false, destructiveHint: false, idempotentHint: false, openWorldHint: false }
