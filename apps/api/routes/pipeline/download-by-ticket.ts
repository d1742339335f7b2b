import { API_PREFIX, routes } from '@techdeck/contracts'
import { NotFoundError, ResourceError, cookieForm, cookieOf, newSecret } from '@techdeck/core'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Callers } from '../../callers.ts'
import type { ApiDeps, DownloadGrant } from '../../deps.ts'
import { serve, type Route } from '../../plugins/route.ts'
import { BEGUN_DOWNLOADS } from '../../ticket-kinds.ts'
import { sendExport } from './download-export.ts'

type Deps = Parameters<typeof sendExport>[0] & Pick<ApiDeps, 'downloads' | 'begunDownloads'> & { callers: Callers }

/**
 * `GET /downloads`: the file of a ticket, to whoever asked for it: they must still be signed in and reach it. The ticket
 * is spent before anything else, so one that stands in a log or a history is good for nothing.
 *
 * What broke off is gone on with: the browser that began may ask for ranges by the same address for a day. It is known by
 * a cookie that the first answer sets, which stands in no log.
 */
export const downloadByTicket: Route<Deps> = async (app, deps) => {
  app.route({
    ...serve(routes.downloadByTicket),
    handler: async (request, reply) => {
      const grant = await granted(deps, request, reply).catch((cause: unknown) => {
        throw new ResourceError('Downloads cannot be begun right now.', { cause, retryAfter: 2 })
      })
      if (!grant)
        throw new NotFoundError('The address is not valid.', {
          userMessage: 'This download was begun before, or its time is over. Start it again from the page.',
        })
      request.principal = await deps.callers.principal(grant)
      return sendExport(deps, request, reply, { id: grant.executionId, ...grant })
    },
  })
}

type Asking = FastifyRequest<{ Querystring: { ticket: string } }>

/** What a ticket grants that was not spent, or that this browser spent and asks for the rest of. */
async function granted(
  { downloads, begunDownloads }: Pick<Deps, 'downloads' | 'begunDownloads'>,
  request: Asking,
  reply: FastifyReply,
): Promise<DownloadGrant | null> {
  const { ticket } = request.query
  const browser = browserOf(request)
  const grant = await downloads.redeem(ticket)
  if (grant) {
    const secret = browser ?? newSecret()
    await begunDownloads.keep(restOf(ticket, secret), grant)
    setBrowser(reply, secret)
    return grant
  }
  return browser !== undefined && request.headers.range !== undefined
    ? begunDownloads.find(restOf(ticket, browser))
    : null
}

/** Both are needed: one stands in histories, the other is never shown. */
const restOf = (ticket: string, secret: string): string => `${secret}.${ticket}`

// One secret a browser, however many files it saves: a cookie for each would soon be too long a header.
const formOf = (request: FastifyRequest) =>
  cookieForm(request, { name: 'techdeck_downloads', path: `${API_PREFIX}${routes.downloadByTicket.path}` })

/** The browser's secret, where it has one that was made here. */
function browserOf(request: FastifyRequest): string | undefined {
  const secret = cookieOf(request.headers.cookie, formOf(request).name)
  return secret !== undefined && /^[\w-]{43}$/.test(secret) ? secret : undefined
}

function setBrowser(reply: FastifyReply, secret: string): void {
  const { name, attributes } = formOf(reply.request)
  reply.header('set-cookie', `${name}=${secret}; Max-Age=${BEGUN_DOWNLOADS.lifeS}; ${attributes}`)
}
