import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Registry } from 'prom-client'

/** Serves `/health` and `/metrics`, for probes and Prometheus. Returns the port that it listens on. */
export async function serveHealth(
  { host, port }: { host: string; port: number },
  { registry, isReady }: { registry: Registry; isReady: () => boolean },
): Promise<{ port: number; close(): Promise<void> }> {
  const server: Server = createServer((request, response) => {
    if (request.url === '/health') {
      response.writeHead(isReady() ? 200 : 503, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ status: isReady() ? 'ok' : 'starting' }))
    } else if (request.url === '/metrics') {
      registry.metrics().then(
        (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
        () => response.writeHead(500).end(),
      )
    } else response.writeHead(404).end()
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
