import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { setDefaultCACertificates, getCACertificates } from 'node:tls'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createClient, type Client, type Watched } from '@techdeck/client'
import { REQUIRED, composed, whyNoContainers, type Composed } from './compose.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const MINUTES = 60_000

const why = await whyNoContainers()
if (why !== null) console.warn(`The containers are not tested: ${why}.`)
const described = why === null ? describe : describe.skip

/** Enough for a run of some seconds, each conversation another one. */
const CONVERSATIONS = 3000

described('TechDeck in containers', () => {
  let stack: Composed
  let client: Client
  let token: string
  beforeAll(async () => {
    stack = await composed(ROOT, process.env)
  })
  afterAll(() => stack?.stop(), 3 * MINUTES)

  it.each(REQUIRED)('refuses to start without %s, and says so', async (name) => {
    await expect(stack.compose(['config', '--quiet'], { [name]: '' })).rejects.toThrow(`set ${name}`)
  })

  it(
    'is built, and comes up with every part healthy',
    async () => {
      await stack.compose(['build'])
      await stack.compose(['up', '--wait', '--wait-timeout', '300'])
      const parts = (await stack.compose(['ps', '--format', '{{.Service}} {{.State}}'])).trim().split('\n')
      expect(parts.filter((part) => !part.endsWith(' running'))).toEqual([])
      expect(parts.filter((part) => part.startsWith('api '))).toHaveLength(2)
      setDefaultCACertificates([...getCACertificates('default'), stack.certificate])
    },
    20 * MINUTES,
  )

  it('runs as nobody in particular, on file systems that are only read', async () => {
    for (const service of ['api', 'worker-quality', 'web', 'mcp']) {
      const tried = await stack.compose([
        'exec',
        '-T',
        service,
        'sh',
        '-c',
        'id -u; touch /app /srv/x /etc/x 2>&1; true',
      ])
      expect([service, tried.split('\n')[0]]).toEqual([service, '10001'])
      expect(tried).toContain('Read-only file system')
    }
  })

  it('sends whoever comes without TLS to it, and serves the page with what it may do', async () => {
    const plain = await fetch(`${stack.plainUrl}/runs`, { redirect: 'manual' })
    expect([plain.status, plain.headers.get('location')]).toEqual([308, 'https://localhost/runs'])
    for (const path of ['/', '/runs', '/sign-in']) {
      const { status, headers } = await fetch(stack.url + path)
      expect([path, status, headers.get('content-type')]).toEqual([path, 200, 'text/html'])
      expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self'/)
      expect(headers.get('strict-transport-security')).toBe('max-age=31536000')
      expect(headers.get('cache-control')).toBe('no-cache')
    }
    const [script] = /\/_astro\/[^"]+\.js/.exec(await (await fetch(stack.url)).text()) ?? []
    expect((await fetch(stack.url + script)).headers.get('cache-control')).toContain('immutable')
    for (const path of ['/nothing.js', '/.env']) expect((await fetch(stack.url + path)).status).toBe(404)
  })

  it('signs the first administrator in', async () => {
    const { access_token: given, user } = await createClient({ baseUrl: stack.url }).login({
      body: { ...stack.admin, client: 'cli' },
    })
    expect(user.role).toBe('admin')
    token = given
    client = createClient({ baseUrl: stack.url, token })
  })

  it(
    'takes a file through all stages, tells of it over streams and sockets while an instance dies, and gives exports',
    async () => {
      const content = new Blob([conversations(CONVERSATIONS)])
      const dataset = await client.uploadDataset({ files: [{ name: 'a.jsonl', content }], waitInspected: true })
      expect([dataset.status, dataset.conversation_count]).toEqual(['ready', CONVERSATIONS])
      const { id } = await client.executePipeline({
        body: { dataset_ids: [dataset.id], export_formats: ['jsonl', 'csv'] },
      })
      const params = { id }
      const live = client.live()
      const began = Promise.withResolvers<void>()
      const told = [client.watch(id), client.watch(id), live.watch(id)].map((each) => follow(each, began.resolve))
      await began.promise
      await stack.kill('api', 1)
      const everybody = await Promise.all(told)
      live.close()
      const { data: events } = await client.listEvents({ params, query: { limit: 200 } })
      expect(events.at(-1)?.event).toBe('pipeline.completed')
      for (const cursors of everybody) expect(cursors).toEqual(events.map(({ cursor }) => cursor))
      const { files } = await client.listExports({ params })
      expect(files.length).toBeGreaterThan(2)
      for (const { name, size_bytes, sha256 } of files) {
        const bytes = new Uint8Array(await (await client.downloadExport({ params: { id, name } })).arrayBuffer())
        const hash = createHash('sha256').update(bytes).digest('hex')
        expect([name, bytes.length, hash]).toEqual([name, size_bytes, sha256])
      }
      await stack.compose(['up', '--wait', '--no-recreate', 'api'])
    },
    5 * MINUTES,
  )

  it('shows the queues to whoever has a pass, and speaks MCP to whoever has a token', async () => {
    const authorization = `Bearer ${token}`
    const pass = await fetch(`${stack.url}/api/v1/queues/pass`, { method: 'POST', headers: { authorization } })
    const cookies = pass.headers.getSetCookie()
    for (const each of cookies) expect(each).toMatch(/; Path=\/admin\/queues; .*SameSite=Strict; Secure$/)
    const cookie = cookies.map((each) => each.split(';')[0]).join('; ')
    expect((await fetch(`${stack.url}/admin/queues`)).status).toBe(401)
    expect((await fetch(`${stack.url}/admin/queues`, { headers: { cookie } })).status).toBe(200)
    const shown = await fetch(`${stack.url}/admin/queues/api/queues`, { headers: { cookie } })
    expect(((await shown.json()) as { queues: unknown[] }).queues).toHaveLength(7)

    const about = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'test', version: '1' } }
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params: about })
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
    const ask = (more: object) => fetch(`${stack.url}/mcp`, { method: 'POST', body, headers: { ...headers, ...more } })
    expect((await ask({})).status).toBe(401)
    const answer = await ask({ authorization })
    expect([answer.status, (await answer.text()).includes('serverInfo')]).toEqual([200, true])
  })

  it('keeps everything but nginx from the outside, and text out of every log', async () => {
    const ports = await stack.compose(['ps', '--format', '{{.Service}} {{.Ports}}'])
    expect(
      ports
        .split('\n')
        .filter((line) => line.includes('->'))
        .map((line) => line.split(' ')[0]),
    ).toEqual(['nginx'])
    const logs = await stack.compose(['logs', '--no-color'])
    expect(logs).not.toMatch(/kitchen table|Bearer ey/)
    expect(logs).not.toContain(stack.admin.password)
  })
})

/** The cursor of each event, to the end. */
async function follow(watched: AsyncIterable<Watched>, begun: () => void): Promise<string[]> {
  const cursors: string[] = []
  for await (const told of watched) {
    if (told.kind === 'event') cursors.push(told.event.cursor)
    if (told.kind === 'event' && told.event.event === 'ingestion.completed') begun()
  }
  return cursors
}

function conversations(count: number): string {
  const lines = Array.from({ length: count }, (_, n) => {
    const turns = Array.from({ length: 12 }, (__, at) => [
      {
        role: 'client',
        text: `It is the kitchen table again, evening ${n} of the week, and part ${at} of it stays with me.`,
      },
      { role: 'therapist', text: `What you say about evening ${n} sounds heavy. What happens in you at part ${at}?` },
    ])
    return JSON.stringify({ id: `c${n}`, turns: turns.flat() })
  })
  return `${lines.join('\n')}\n`
}
