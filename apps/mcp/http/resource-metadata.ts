import type { FastifyRequest } from 'fastify'
import { getOAuthProtectedResourceMetadataUrl } from '@modelcontextprotocol/server'
import { AGENT_PERMISSIONS } from '@techdeck/contracts'

/** Where the document is found, with and without the path of what it speaks of. */
export const METADATA_PATHS = ['/.well-known/oauth-protected-resource', '/.well-known/oauth-protected-resource/mcp']

/**
 * What is protected here and how one gets in, for clients that ask before they are asked (RFC 9728). Tokens are the API's
 * own, which people make (`./techdeck tokens add NAME --agent`): no authorization server gives them out, so none is named.
 */
export const resourceMetadata = (request: FastifyRequest) => ({
  resource: resourceOf(request).href,
  resource_name: 'TechDeck',
  scopes_supported: AGENT_PERMISSIONS,
  bearer_methods_supported: ['header'],
})

/** Where that document is, for who is refused. */
export const metadataUrlOf = (request: FastifyRequest): string =>
  getOAuthProtectedResourceMetadataUrl(resourceOf(request))

/** As the caller reached it; the name was checked before, and of proxies those that are trusted are believed. */
const resourceOf = ({ protocol, host }: FastifyRequest): URL => new URL('/mcp', `${protocol}://${host}`)
