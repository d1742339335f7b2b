import {
  acceptedContent,
  inputRequired,
  type ClientCapabilities,
  type InputRequiredResult,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { AuthorizationError } from '@techdeck/core'
import { z } from 'zod'
import type { Question } from '../tool.ts'

const Answer = z.object({ confirm: z.boolean().describe('Whether it may be done.') })
const KEY = 'confirm'

/**
 * What a call that destroys or exports begins with: the question that the person gets, or `null` once they agreed. Clients
 * of the protocol before are asked by elicitation.
 *
 * @throws AuthorizationError when they said no, or when the client has no way to ask them
 */
export function confirmed(
  { message, byHand }: Question,
  { inputResponses = {} }: ServerContext['mcpReq'],
  { server }: McpServer,
): InputRequiredResult | null {
  if (acceptedContent(inputResponses, KEY, Answer)?.confirm === true) return null
  if (KEY in inputResponses) throw new AuthorizationError('The person was asked and did not agree. Nothing was done.')
  // Of this very request, where the protocol says it with each.
  // oxlint-disable-next-line typescript/no-deprecated -- the request's own envelope has no type
  if (!canAsk(server.getClientCapabilities()))
    throw new AuthorizationError(`This client cannot ask the person, and nothing was done. They can do it: ${byHand}`)
  return inputRequired({ inputRequests: { [KEY]: inputRequired.elicit({ message, requestedSchema: Answer }) } })
}

/** Whether forms can be shown; a client that names no mode has this one. */
const canAsk = ({ elicitation }: ClientCapabilities = {}): boolean =>
  elicitation !== undefined && (elicitation.form !== undefined || elicitation.url === undefined)
