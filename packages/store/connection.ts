import { createSecureContext } from 'node:tls'
import type { TlsTrust } from '@techdeck/core'
import { createConnection, type Connection, type ConnectOptions } from 'mongoose'
import { toAppError } from './errors.ts'

export interface ConnectionOptions {
  uri: string
  dbName?: string
  minPoolSize?: number
  maxPoolSize?: number
  /** How long an operation looks for a server before it fails with a `ResourceError`. */
  serverSelectionTimeoutMS?: number
  /** Shown in the server's logs. */
  appName?: string
  /** How a server is trusted whose address asks for TLS. */
  tls?: TlsTrust | undefined
  /** Lets tests see each command. */
  monitorCommands?: boolean
}

/**
 * Opens a connection of its own; nothing global is touched. Writes are acknowledged by a majority and journalled,
 * reads see what a majority has. Operations fail rather than wait in memory while there is no connection.
 *
 * @throws ResourceError when no server answers in time.
 */
export async function openConnection({ uri, tls, ...options }: ConnectionOptions): Promise<Connection> {
  const connection = createConnection()
  connection.set('sanitizeFilter', true)
  try {
    return await connection.openUri(uri, {
      ...driverOptions,
      ...withoutUndefined(options),
      ...(tls && { secureContext: createSecureContext(tls) }),
    })
  } catch (error) {
    await connection.destroy(true).catch(() => undefined)
    throw toAppError(error)
  }
}

const driverOptions = {
  dbName: 'techdeck',
  minPoolSize: 20,
  maxPoolSize: 60,
  waitQueueTimeoutMS: 30_000,
  maxIdleTimeMS: 3_600_000,
  serverSelectionTimeoutMS: 10_000,
  writeConcern: { w: 'majority', journal: true },
  readConcern: { level: 'majority' },
  ignoreUndefined: true,
  bufferCommands: false,
  autoIndex: false,
  autoCreate: false,
  appName: 'techdeck',
} as const satisfies ConnectOptions

const withoutUndefined = (options: ConnectOptions): ConnectOptions =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined))
