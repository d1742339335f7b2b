import { randomInt } from 'node:crypto'
import { connect, createServer } from 'node:net'
import { ConflictError, ResourceError } from '@techdeck/core'

/** Below the ports that systems give to connections going out, any of which would be in the way of who listens later. */
const [FIRST, LAST] = [20_000, 32_000]
const ATTEMPTS = 200

const given = new Set<number>()

/**
 * A TCP port of 127.0.0.1 that is free now, and is given to nobody else in this process.
 *
 * @throws {@link ResourceError} when none is found
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const port = randomInt(FIRST, LAST)
    if (given.has(port)) continue
    given.add(port)
    if (await isPortFree(port)) return port
  }
  throw new ResourceError(`None of ${ATTEMPTS} ports between ${FIRST} and ${LAST} is free.`)
}

/** Whether nobody listens on a port, neither on 127.0.0.1 nor on all addresses. */
export async function isPortFree(port: number): Promise<boolean> {
  try {
    await listen(port, '127.0.0.1')
    await listen(port, '0.0.0.0')
    return true
  } catch {
    return false
  }
}

/**
 * The port to listen on: `wanted` when given, else `usual` or a free one when that is taken.
 *
 * @throws {@link ConflictError} when `wanted` is taken.
 */
export async function choosePort(usual: number, wanted?: number): Promise<number> {
  if (wanted === undefined) return (await isPortFree(usual)) ? usual : freePort()
  if (await isPortFree(wanted)) return wanted
  throw new ConflictError(`Port ${wanted} is taken. Choose another by --port, or leave it out.`, {
    details: { port: wanted },
  })
}

/** Whether a TCP connection to an address opens within `timeoutMs`. */
export function canConnect(port: number, host = '127.0.0.1', timeoutMs = 1000): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host, timeout: timeoutMs })
    const finish = (answer: boolean) => {
      socket.destroy()
      resolve(answer)
    }
    socket.once('connect', () => finish(true))
    socket.once('timeout', () => finish(false))
    socket.once('error', () => finish(false))
  })
}

function listen(port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ port, host }, () => {
      const address = server.address()
      const bound = typeof address === 'object' && address !== null ? address.port : port
      server.close(() => resolve(bound))
    })
  })
}
