import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import { ValidationError } from '@techdeck/core'
import type { FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { z } from 'zod'
import type { RouteContract } from '@techdeck/contracts'

/** Everybody may load the page; what it shows it asks of the API as whoever is signed in. */
const PAGE = {
  method: 'GET',
  path: '/*',
  permission: 'open',
  summary: 'The web page',
  status: 200,
  unlimited: true,
} as const satisfies RouteContract

/** Addresses that are the API's or an operator's own: nothing of the page answers there. */
const NOT_THE_PAGE = /^\/(api|admin)(\/|$)/
/** Names that hold a hash of what is in them. */
const HASHED = '/_astro/'

/**
 * Serves the web page as it was built into `webDir`: files as they are, and for each address without a dot the page
 * itself, which finds out what to show. The build's own `headers.json` says what the page may do.
 */
export const web = fp<{ webDir: string }>(
  async (app, { webDir }) => {
    const headers = readHeaders(webDir)
    await app.register(fastifyStatic, {
      root: webDir,
      serve: false,
      cacheControl: false,
      dotfiles: 'deny',
      // As the build left it beside each file.
      preCompressed: true,
      setHeaders: (reply, file) => {
        for (const [name, value] of Object.entries(headers)) reply.header(name, value)
        reply.header('cache-control', file.includes(HASHED) ? 'public, max-age=31536000, immutable' : 'no-cache')
      },
    })
    app.get('/*', { config: { contract: PAGE }, schema: { hide: true } }, async (request, reply) => {
      const path = pathOf(request)
      if (NOT_THE_PAGE.test(path)) return reply.callNotFound()
      return reply.sendFile(path.includes('.') ? path : 'index.html')
    })
  },
  { name: 'web', dependencies: ['auth'] },
)

function readHeaders(webDir: string): Record<string, string> {
  try {
    return z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(join(webDir, 'headers.json'), 'utf8')))
  } catch (cause) {
    throw new ValidationError(
      'TECHDECK_WEB_DIR names a folder without the built page. Build it: pnpm --filter @techdeck/web build',
      { cause },
    )
  }
}

const pathOf = ({ url }: FastifyRequest): string => new URL(url, 'http://page').pathname
