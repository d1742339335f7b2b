import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface Received {
  headers: IncomingHttpHeaders
  body: string
}

/** What an answer is made of; `null` never answers. */
export type Answer = { status: number; headers?: Record<string, string> } | null

export interface Receiver {
  url: string
  received: Received[]
  /** Answers from now on. */
  answer: Answer
  /** Resolves once so many messages have come. */
  has(count: number): Promise<void>
  close(): Promise<void>
}

/** The other side of a webhook: a real server on the own machine. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = []
  let waiting: (() => void)[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text: string) => (body += text))
    request.on('error', () => {})
    request.on('end', () => {
      received.push({ headers: request.headers, body })
      const { answer } = receiver
      if (answer) response.writeHead(answer.status, answer.headers).end()
      for (const wake of waiting.splice(0)) wake()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    answer: { status: 204 },
    async has(count) {
      while (received.length < count) await new Promise<void>((resolve) => waiting.push(resolve))
    },
    async close() {
      waiting = []
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return receiver
}
