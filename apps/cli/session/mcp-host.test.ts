import type { ChildProcess } from 'node:child_process'
import { EventEmitter } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { HostAnswer, HostQuestion } from '@techdeck/contracts'
import { csvOf } from '../testing/conversations.ts'
import { credentialsFile, removeCredentials, writeCredentials } from './credentials.ts'
import { hostMcp } from './mcp-host.ts'

const API = 'http://127.0.0.1:9'
let home: string
beforeAll(async () => void (home = await mkdtemp(join(tmpdir(), 'cli-mcp-'))))
afterAll(() => rm(home, { recursive: true }))

/** The server's end of the channel. */
function asking(environment: Record<string, string> = {}) {
  const answers = new EventEmitter()
  const child = Object.assign(new EventEmitter(), {
    connected: true,
    send: (answer: HostAnswer) => answers.emit('answer', answer),
  })
  const given = { TECHDECK_HOME: home, TECHDECK_API_URL: API, ...environment }
  const context = { environment: given, signal: new AbortController().signal }
  hostMcp(child as unknown as ChildProcess, context, {})
  return (question: HostQuestion): Promise<HostAnswer> =>
    new Promise((resolve) => {
      answers.once('answer', resolve)
      child.emit('message', question)
    })
}
const signIn = { id: 7, ask: 'sign_in', renew: false } as const
const keep = (access_token: string) =>
  writeCredentials(credentialsFile(home), {
    version: 1,
    api_url: API,
    email: 'ada@example.org',
    access_token,
    access_expires_at: new Date(Date.now() + 600_000).toISOString(),
    refresh_token: 'r',
  })

describe('what the MCP server is told by the command line', () => {
  it('is who is signed in now, looked up with each question', async () => {
    const ask = asking()
    for (const token of ['t-1', 't-2']) {
      await keep(token)
      expect(await ask(signIn)).toEqual({ id: 7, ok: true, value: { api_url: API, token } })
    }
    await removeCredentials(credentialsFile(home))
    expect(await ask(signIn)).toMatchObject({
      id: 7,
      ok: false,
      error: { error_code: 'AUTHENTICATION_ERROR', message: expect.stringContaining('./techdeck login') },
    })
  })

  it('is the token of the environment before all', async () => {
    await keep('t-3')
    expect(await asking({ TECHDECK_TOKEN: 't-4' })(signIn)).toMatchObject({ value: { token: 't-4' } })
  })

  it('is what a local file holds', async () => {
    const path = join(home, 'sessions.csv')
    await writeFile(path, csvOf(2))
    expect(await asking()({ id: 8, ask: 'inspect', path })).toMatchObject({
      id: 8,
      ok: true,
      value: { conversations: 2 },
    })
    await writeFile(path, '')
    expect(await asking()({ id: 9, ask: 'inspect', path })).toMatchObject({
      ok: false,
      error: { error_code: expect.any(String) },
    })
  })
})
