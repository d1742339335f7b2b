import cors, { type FastifyCorsOptions } from '@fastify/cors'
import helmet, { type FastifyHelmetOptions } from '@fastify/helmet'
import multipart from '@fastify/multipart'
import swagger from '@fastify/swagger'
import { API_PREFIX, TAKING_HEADERS } from '@techdeck/contracts'
import { BOARD_PATH, queueBoard } from '@techdeck/queue-board'
import fp from 'fastify-plugin'
import Fastify, { type FastifyInstance } from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import type { ApiDeps } from './deps.ts'
import { createCallers } from './callers.ts'
import { gateway } from './gateway/index.ts'
import { createGuesses } from './guessing.ts'
import { impatient } from './impatient-flows.ts'
import { admission, type AdmissionLimits } from './plugins/admission.ts'
import { audit, withKeyUses } from './plugins/audit.ts'
import { auth } from './plugins/auth.ts'
import { refuseConnection } from './plugins/client-error.ts'
import { drain } from './plugins/drain.ts'
import { errors, sendError } from './plugins/errors.ts'
import { maintenance } from './plugins/maintenance.ts'
import { metrics } from './plugins/metrics.ts'
import { describedAs } from './plugins/openapi.ts'
import { rateLimit } from './plugins/rate-limit.ts'
import { requestId, requestIdOf } from './plugins/request-id.ts'
import { PATIENCE, serverOptions, slowClients, type Patience } from './plugins/slow-clients.ts'
import { upkeepMetrics } from './plugins/upkeep-metrics.ts'
import { workMetrics } from './plugins/work-metrics.ts'
import { validatorCompiler } from './plugins/validation.ts'
import { web } from './plugins/web.ts'
import { handlers, type RouteDeps } from './routes/index.ts'
import { TusServer } from './uploads/tus-server.ts'
import { createSecondFactors } from './second-factors.ts'
import { createTokenKeys } from './token-keys.ts'
import { Watchers } from './watchers.ts'

/** A JSON body is settings, never data: uploads are streams and have a limit of their own. */
const MAX_JSON_BYTES = 256 * 1024

/** Builds the API over the given stores; it listens to nothing yet and closes nothing of what it was given. */
export function buildApp(given: ApiDeps): FastifyInstance {
  const deps = { ...given, artifacts: withKeyUses(given.artifacts) }
  const { logger, settings } = deps
  const patience = { ...PATIENCE, ...settings.patience }
  const app = Fastify({
    logger: false,
    genReqId: requestIdOf,
    bodyLimit: MAX_JSON_BYTES,
    // Names of files may stand in a path.
    routerOptions: { maxParamLength: 1200 },
    trustProxy: settings.trustedProxies ?? false,
    exposeHeadRoutes: false,
    // Uploads of any length; what comes too slowly is cut by `slowClients`.
    requestTimeout: 0,
    http: serverOptions(patience),
    connectionTimeout: 120_000,
    forceCloseConnections: 'idle',
    clientErrorHandler: refuseConnection,
    frameworkErrors: (error, request, reply) => void sendError(error, request, reply, logger),
  })
  // JSON and multipart alone: a page elsewhere can send text without asking first.
  app.removeContentTypeParser('text/plain')
  // Bytes of resumable uploads go on as the stream that they are.
  app.addContentTypeParser('application/offset+octet-stream', (_request, payload, done) => done(null, payload))
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)

  const callers = createCallers(deps)
  app.addHook('onClose', async () => callers.close())

  app.register(drain)
  app.register(slowClients, { patience })
  app.register(requestId)
  app.register(errors, { logger })
  app.register(metrics, deps)
  app.register(admission, { ...deps, limits: limitsOf(settings, patience) })
  app.register(workMetrics, deps)
  app.register(upkeepMetrics, deps)
  app.register(helmet, HELMET)
  // A route that allows more says so itself.
  app.addHook('onRequest', async (_, reply) => void reply.header('cache-control', 'no-store'))
  if (settings.corsOrigins.length > 0) app.register(cors, corsOf(settings.corsOrigins))
  app.register(auth, { callers, tokenKeys: tokenKeysOf(deps), ...settings })
  app.register(rateLimit, { limits: deps.limits, ...settings })
  app.register(maintenance, deps)
  app.register(audit, deps)
  app.register(multipart)
  app.register(swagger, describedAs(deps.version))

  // Browsers come here without a bearer token; the board's own guard looks at who it is.
  app.register(
    async (guarded) => {
      guarded.addHook('onRoute', (route) => void (route.config = { ...route.config, guarded: true }))
      await guarded.register(queueBoard, { ...deps, writable: settings.queuesWritable })
    },
    { prefix: BOARD_PATH },
  )

  const watchers = new Watchers()
  app.register(gateway, { ...deps, callers, watchers })

  const routeDeps: RouteDeps = {
    ...deps,
    callers,
    flows: impatient(deps.flows),
    guesses: createGuesses(deps.throttle, logger),
    factors: createSecondFactors(deps),
    watchers,
    tus: new TusServer(deps),
  }
  // Named, so that Fastify need not look for each among all modules of the process.
  for (const [name, route] of Object.entries(handlers))
    app.register(fp(route, { name, encapsulate: true }), { ...routeDeps, prefix: API_PREFIX })
  if (settings.webDir !== undefined) app.register(web, { webDir: settings.webDir })
  return app
}

/** Without limits of its own: whatever the process accepts, all memory that it may have, and no look at disk and queues. */
const limitsOf = ({ admission: own }: ApiDeps['settings'], { connections }: Patience): AdmissionLimits => ({
  waiting: 2000,
  connections: Math.ceil(connections * 0.9),
  memoryBytes: Math.round(process.constrainedMemory() * 0.9),
  freeBytes: 0,
  queueAgeMs: Infinity,
  ...own,
})

const tokenKeysOf = ({ keyRing, settings, clock }: ApiDeps) =>
  createTokenKeys(keyRing.tokenSecret, settings.previousTokenSecret ?? keyRing.previousTokenSecret, clock)

/** Answers are data: nothing in them is ever run, framed or kept. Whoever serves a page sets a policy of its own. */
const HELMET: FastifyHelmetOptions = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"], baseUri: ["'none'"], formAction: ["'none'"] },
  },
  frameguard: { action: 'deny' },
  crossOriginResourcePolicy: { policy: 'same-origin' },
  referrerPolicy: { policy: 'no-referrer' },
}

const corsOf = (origins: readonly string[]): FastifyCorsOptions => ({
  origin: [...origins],
  credentials: true,
  methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'],
  // What `OPTIONS` says of uploads is asked for without a preflight's headers.
  strictPreflight: false,
  exposedHeaders: [
    'location',
    'retry-after',
    'x-request-id',
    ...Object.values(TAKING_HEADERS),
    'ratelimit-limit',
    'ratelimit-remaining',
    'ratelimit-reset',
    'tus-resumable',
    'upload-offset',
    'upload-length',
    'upload-metadata',
    'upload-concat',
    'upload-expires',
    'x-dataset-id',
    'x-dataset-known',
  ],
  maxAge: 600,
})
