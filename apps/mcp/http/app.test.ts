import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createClient } from '@techdeck/client'
import { createLogger } from '@techdeck/core'
import type { FastifyInstance } from 'fastify'
import { buildHttpApp } from './app.ts'

// What happens before any tool is called; the API is a function that answers as the API does.

let app: FastifyInstance
let asked: { token: string; address: string }[]
const logged: string[] = []

const answers: Readonly<Record<string, () => Response>> = {
  good: () => Response.json({ success: true, data: { user_id: 'u-1', permissions: ['dataset:read'] } }),
  old: () => Response.json(refusal('AUTHENTICATION_ERROR', 'Sign in again.'), { status: 401 }),
  away: () => Response.json(refusal('RESOURCE_UNAVAILABLE', 'Try later.'), { status: 503 }),
}
const refusal = (error_code: string, user_message: string) => ({
  success: false,
  error_code,
  user_message,
  message: 'no',
  recoverable: false,
  request_id: 'r',
})

beforeAll(async () => {
  asked = []
  app = buildHttpApp({
    version: '1',
    hosts: ['mcp.example.org'],
    trustedProxies: '10.0.0.0/8',
    logger: createLogger('mcp', { destination: { write: (line) => void logged.push(line) } }),
    clientOf: (token, address) => {
      asked.push({ token, address })
      const fetch = async () => answers[token]?.() ?? answers.old()
      return createClient({ baseUrl: 'http://api', token, retries: 0, fetch })
    },
  })
  await app.ready()
})
afterAll(() => app.close())

const LIST = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} }
const post = (headers: Record<string, string> = {}, payload: string | object = LIST) =>
  app.inject({
    method: 'POST',
    url: '/mcp',
    payload: typeof payload === 'string' ? payload : JSON.stringify(payload),
    headers: {
      host: 'localhost:5100',
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      authorization: 'Bearer good',
      ...headers,
    },
  })

describe('MCP over HTTP', () => {
  it('answers whom the API knows, with the tools that need no file of its own machine', async () => {
    const answer = await post()
    expect(answer.statusCode).toBe(200)
    expect(answer.body).toContain('upload_dataset')
    expect(answer.body).not.toContain('inspect_file')
    expect(answer.headers['cache-control']).toBe('no-store, no-transform')
  })

  it('asks who calls with each request, and tells the API where from, as a trusted proxy says', async () => {
    asked = []
    await app.inject({
      method: 'POST',
      url: '/mcp',
      remoteAddress: '10.0.0.1',
      headers: { host: 'mcp.example.org', authorization: 'Bearer good', 'x-forwarded-for': '192.0.2.7' },
    })
    expect(asked).toEqual([{ token: 'good', address: '192.0.2.7' }])
  })

  it('challenges whoever has no token, or one that the API refuses', async () => {
    for (const authorization of ['', 'Basic abc', 'Bearer old', 'Bearer unknown']) {
      const { statusCode, headers, json } = await post({ authorization })
      expect([statusCode, headers['www-authenticate']]).toEqual([401, expect.stringContaining('Bearer ')])
      expect(json()).toMatchObject({ error: 'invalid_token' })
    }
  })

  it('says that the API is away rather than that the token is wrong', async () => {
    const { statusCode, headers } = await post({ authorization: 'Bearer away' })
    expect([statusCode, headers['retry-after'], headers['www-authenticate']]).toEqual([503, '2', undefined])
  })

  it('is reached by its own names alone, and by no page elsewhere', async () => {
    for (const [headers, status] of [
      [{ host: 'mcp.example.org' }, 200],
      [{ host: '127.0.0.1:5100', origin: 'http://localhost:3000' }, 200],
      [{ origin: 'https://mcp.example.org' }, 200],
      [{ host: 'elsewhere.example' }, 403],
      [{ origin: 'https://elsewhere.example' }, 403],
      [{ origin: 'null' }, 403],
    ] as const)
      expect([headers, (await post(headers)).statusCode]).toEqual([headers, status])
  })

  it('refuses what is too large, what is not JSON and what is no message', async () => {
    expect((await post({}, 'x'.repeat(5 * 1024 * 1024))).statusCode).toBe(413)
    expect((await post({ 'content-type': 'text/plain' })).statusCode).toBe(415)
    expect((await post({}, '{"jsonrpc"')).statusCode).toBe(400)
    expect((await post({}, { jsonrpc: '2.0', id: 1, method: 'tools/nothing' })).body).toContain('-32601')
  })

  it('tells whether it runs to whoever asks, by any name', async () => {
    const { statusCode, json } = await app.inject({ url: '/health', headers: { host: '10.1.2.3' } })
    expect([statusCode, json()]).toEqual([200, { status: 'ok', version: '1' }])
  })

  it('keeps tokens and bodies out of its log', () => {
    expect(logged.join('\n')).not.toMatch(/good|unknown|tools\/nothing/)
  })
})
