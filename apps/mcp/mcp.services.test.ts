import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals'
import { StreamableHTTPClientTransport, UnauthorizedError, Client } from '@modelcontextprotocol/client'
import {
  Tracker,
  isFinal,
  type DatasetView,
  type EventView,
  type ExecutionView,
  type PreviewView,
  type ReportView,
} from '@techdeck/contracts'
import { lastLines } from '@techdeck/devstack'
import type { ToolError } from './tool-error.ts'
import { EXPECTED_FAILURES, conformanceOf } from './testing/conformance.ts'
import { MUTE, httpAgent, stdioAgent, type Agent } from './testing/agent.ts'
import { IDENTIFIERS, WORDS, canaryCsv } from './testing/canaries.ts'
import { startTestStack, type TestStack } from './testing/start-stack.ts'

// One stack, and the SDK's own client over both transports and in both eras of the protocol.
jest.setTimeout(60_000)

let house: TestStack
let stdio: Agent
let http: Agent
let admin: string
let file: string

beforeAll(async () => {
  house = await startTestStack()
  admin = await house.token('admin')
  file = join(house.folder, 'sessions.csv')
  await writeFile(file, canaryCsv(12))
  stdio = await stdioAgent(house.environment)
  http = await httpAgent(house.mcpUrl, admin, { versionNegotiation: { mode: 'auto' } })
}, 120_000)
afterAll(async () => {
  await stdio?.close()
  await http?.close()
  await house?.close()
}, 60_000)

const api = async (path: string) => {
  const response = await fetch(`${house.stack.apiUrl}/api/v1${path}`, { headers: { authorization: `Bearer ${admin}` } })
  return ((await response.json()) as { data: unknown }).data
}
const upload = (agent: Agent, name: string, csv: string): Promise<DatasetView> =>
  agent.done('upload_dataset', { files: [{ name, content: csv }] })
const ended = async (agent: Agent, execution_id: string): Promise<Tracker> => {
  for (;;) {
    const tracker = await agent.done<Tracker>('get_run', { execution_id, wait_seconds: 20 })
    if (isFinal(tracker.status)) return tracker
  }
}
const failure = async (agent: Agent, name: string, input: Record<string, unknown>) => {
  const { isError, content, structuredContent } = await agent.call(name, input)
  expect([isError, structuredContent]).toEqual([true, undefined])
  return JSON.parse((content[0] as { text: string }).text) as ToolError
}

describe.each([
  [
    'stdio',
    200,
    () => stdio,
    (): Promise<DatasetView> => stdio.done('upload_dataset', { paths: [file], name: 'by path' }),
  ],
  ['HTTP', 201, () => http, () => upload(http, 'sessions.csv', canaryCsv(12))],
])('the main job over %s', (_transport, sessions, agentOf, take) => {
  it('goes from an upload to a report, with a sample on the way', async () => {
    const agent = agentOf()
    const dataset = await take()
    expect(dataset).toMatchObject({ status: 'ready', format: 'csv', conversation_count: 12 })
    const { known: _sameFileBefore, ...uploaded } = dataset
    expect(await agent.done('get_dataset', { dataset_id: dataset.id })).toEqual(uploaded)

    const { id } = await agent.done<ExecutionView>('start_run', { dataset_ids: [dataset.id], quality_threshold: 0 })
    const preview = await agent.done<PreviewView>('get_preview', { execution_id: id, limit: 2, max_turns: 4 })
    expect(preview.conversations.map(({ turns }) => turns.length)).toEqual([4, 4])
    expect(JSON.stringify(preview)).toContain(WORDS)

    const tracker = await ended(agent, id)
    expect(tracker).toMatchObject({ status: 'completed', progress: 100, records: { quarantined: 1 } })
    const { events, next_cursor } = await agent.done<{ events: EventView[]; next_cursor: null }>('get_events', {
      execution_id: id,
    })
    expect(events.map(({ cursor }) => cursor)).toEqual(events.map((_, index) => `1:${index + 1}`))
    expect([events.at(-1), next_cursor]).toEqual([expect.objectContaining({ cursor: tracker.cursor }), null])
    expect(await agent.done('get_events', { execution_id: id, after: tracker.cursor })).toMatchObject({ events: [] })

    const report = await agent.done<ReportView>('get_report', { execution_id: id })
    expect(report).toMatchObject({ execution: { id, status: 'completed' }, conservation: { conserved: true } })
    const { files } = await agent.done<{ files: { name: string }[] }>('list_exports', { execution_id: id })
    expect(files.map(({ name }) => name)).toContain('conversations.jsonl')
    expect(await agent.done('list_quarantine', { dataset_id: dataset.id })).toMatchObject({
      rows: [{ stage: 'ingestion', kind: 'quarantined', position: { line: 98 } }],
      next_cursor: null,
    })
    expect(await agent.done('explain_fate', { execution_id: id, place: `${dataset.files[0].name}:98` })).toMatchObject({
      passports: [{ conversation_id: null, fate: { outcome: 'quarantined', stage: 'ingestion' } }],
    })
    const proposed = await agent.done<{ files: object[] }>('propose_mapping', { dataset_id: dataset.id })
    expect(proposed.files).toMatchObject([{ format: 'csv', mapping: { conversation: 'session', text: 'text' } }])
    const found = await agent.done<{ total: number; findings: object[] }>('list_findings', {
      execution_id: id,
      limit: 2,
    })
    expect(found.findings.length).toBe(Math.min(2, found.total))
    expect(await agent.done('list_findings', { execution_id: id, kind: 'nothing' })).toMatchObject({ total: 0 })
    expect(await agent.done('compare_runs', { execution_id: id, other_id: id })).toMatchObject({
      diff: { same: 12 },
      conversations: [],
    })
    expect(await agent.done('list_runs', { limit: 1 })).toMatchObject({ executions: [{ id, status: 'completed' }] })
    expect(await agent.done('list_datasets')).toMatchObject({
      datasets: expect.arrayContaining([expect.objectContaining({ id: dataset.id })]),
    })
  })

  it('plans an export, and makes one once the person agreed', async () => {
    const agent = agentOf()
    const { datasets } = await agent.done<{ datasets: DatasetView[] }>('list_datasets', { limit: 1 })
    const settings = { dataset_ids: [datasets[0].id], quality_threshold: 0, export_formats: ['openai_chat'] }
    const plan = await agent.done<ExecutionView>('plan_export', settings)
    expect(await ended(agent, plan.id)).toMatchObject({ status: 'completed' })
    const planned = await agent.done<{ files: { name: string }[] }>('list_exports', { execution_id: plan.id })
    expect(planned.files.map(({ name }) => name)).not.toContain('openai_chat.jsonl')

    agent.agree(false)
    expect(await failure(agent, 'start_export', settings)).toMatchObject({ error_code: 'AUTHORIZATION_ERROR' })
    agent.agree(true)
    const { id } = await agent.done<ExecutionView>('start_export', settings)
    expect(agent.asked.slice(-2)).toEqual(Array(2).fill(expect.stringContaining('openai_chat')))
    expect(await ended(agent, id)).toMatchObject({ status: 'completed' })
    const { files } = await agent.done<{ files: { name: string }[] }>('list_exports', { execution_id: id })
    expect(files.map(({ name }) => name)).toContain('openai_chat.jsonl')
    // What the person declined began nothing.
    const { executions } = await agent.done<{ executions: ExecutionView[] }>('list_runs', { limit: 2 })
    expect(executions.map((each) => each.id)).toEqual([id, plan.id])
  })

  it('mends how a data set was read, as its next version', async () => {
    const agent = agentOf()
    const dataset = await upload(http, 'mended.csv', canaryCsv(4))
    const mapping = { text: 'topic' }
    expect(await agent.done('set_mapping', { dataset_id: dataset.id, mapping })).toMatchObject({ version: 2 })
  })

  it('gives runs, reports and cards by their addresses, and prompts for the jobs of people', async () => {
    const { client, done } = agentOf()
    const { executions } = await done<{ executions: ExecutionView[] }>('list_runs', { limit: 1 })
    const [{ id, dataset_ids }] = executions
    const read = async (uri: string) => (await client.readResource({ uri })).contents[0] as { text: string }
    expect(JSON.parse((await read(`run://${id}`)).text)).toMatchObject({ id, status: 'completed' })
    expect(JSON.parse((await read(`report://${id}`)).text)).toMatchObject({ conservation: { conserved: true } })
    expect((await read(`dataset://${dataset_ids[0]}/card`)).text).toContain('- Status: ready')
    await expect(read('run://nobody-knows')).rejects.toThrow('not yours')
    const { resourceTemplates } = await client.listResourceTemplates()
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual([
      'run://{id}',
      'dataset://{id}/card',
      'report://{id}',
    ])
    const { prompts } = await client.listPrompts()
    expect(prompts.map(({ name }) => name)).toEqual(['prepare_corpus', 'audit_export', 'explain_quality'])
    const { messages } = await client.getPrompt({ name: 'audit_export', arguments: { execution_id: id } })
    expect(JSON.stringify(messages)).toContain(id)
  })

  it('stops a run, and goes on with it under the same id', async () => {
    const agent = agentOf()
    const dataset = await upload(http, 'long.csv', canaryCsv(sessions))
    const { id } = await agent.done<ExecutionView>('start_run', { dataset_ids: [dataset.id], quality_threshold: 0 })
    await agent.done('cancel_run', { execution_id: id })
    expect(await ended(agent, id)).toMatchObject({ status: 'cancelled' })
    expect(await failure(agent, 'cancel_run', { execution_id: id })).toMatchObject({ error_code: 'CONFLICT' })
    expect(await agent.done('retry_run', { execution_id: id })).toMatchObject({ id })
    expect(await ended(agent, id)).toMatchObject({ status: 'completed', records: { quarantined: 1 } })
  })

  it('validates alone', async () => {
    const agent = agentOf()
    const dataset = await upload(http, 'validated.csv', canaryCsv(3))
    const { execution_id } = await agent.done<{ execution_id: string }>('validate_dataset', { dataset_id: dataset.id })
    expect(await ended(agent, execution_id)).toMatchObject({ status: 'completed', total_stages: 3 })
    const report = await agent.done<ReportView>('get_report', { execution_id })
    expect(report.validation).toMatchObject({ overall_score: expect.any(Number) })
  })

  it('answers a failed call with code, message and what to do', async () => {
    const agent = agentOf()
    expect(await failure(agent, 'get_run', { execution_id: 'nobody-knows' })).toEqual({
      error_code: 'NOT_FOUND',
      user_message: expect.stringContaining('not yours'),
      what_to_do: expect.stringContaining('list_runs'),
      recoverable: false,
      request_id: expect.any(String),
    })
    const waiting = { execution_id: 'nobody-knows', wait_seconds: 5 }
    expect(await failure(agent, 'get_run', waiting)).toMatchObject({ error_code: 'NOT_FOUND' })
    const { isError, content } = await agent.call('start_run', { dataset_ids: ['x'], foo: WORDS })
    expect([isError, JSON.stringify(content)]).toEqual([true, expect.stringContaining('dataset_ids')])
    const options = { quality: { nothing: WORDS } }
    const dataset = await upload(http, 'wrong.csv', canaryCsv(1))
    expect(await failure(agent, 'start_run', { dataset_ids: [dataset.id], options })).toMatchObject({
      error_code: 'VALIDATION_ERROR',
      details: [{ path: expect.stringContaining('quality') }],
    })
  })
})

describe('what MCP tells of progress', () => {
  it('is what the API tells, over both transports', async () => {
    const { executions } = await http.done<{ executions: ExecutionView[] }>('list_runs', { limit: 1 })
    const { id } = executions[0]
    const told = await api(`/pipeline/${id}/progress`)
    expect(await http.done('get_run', { execution_id: id })).toEqual(told)
    expect(await stdio.done('get_run', { execution_id: id })).toEqual(told)
  })

  it('comes as it changes, to who waits with a cursor, and as notifications to who asked', async () => {
    for (const [at, { client, done }] of [stdio, http].entries()) {
      const dataset = await upload(http, 'watched.csv', canaryCsv(20 + at))
      const { id } = await done<ExecutionView>('start_run', { dataset_ids: [dataset.id] })
      const first = await done<Tracker>('get_run', { execution_id: id })
      const second = await done<Tracker>('get_run', { execution_id: id, after: first.cursor, wait_seconds: 20 })
      expect(second.cursor).not.toBe(first.cursor)
      const percents: number[] = []
      const trackers: unknown[] = []
      const waiting = { name: 'get_run', arguments: { execution_id: id, wait_seconds: 20 } }
      const onprogress = ({ progress, _meta: meta }: { progress: number; _meta?: Record<string, unknown> }) => {
        percents.push(progress)
        trackers.push(meta?.['techdeck/progress'])
      }
      const { structuredContent } = await client.callTool(waiting, { onprogress })
      expect(percents).toEqual([...new Set(percents)].toSorted((a, b) => a - b))
      expect(Tracker.parse(trackers.at(-1))).toMatchObject({ execution_id: id })
      expect(structuredContent).toMatchObject({ execution_id: id, status: 'completed' })
    }
  })
})

describe('local files over stdio', () => {
  it('are inspected without an upload, and told by their shape alone', async () => {
    expect(await stdio.done('inspect_file', { path: file })).toEqual({
      format: 'csv',
      encoding: 'utf-8',
      compression: null,
      confidence: expect.any(Number),
      rows: 97,
      conversations: 12,
      turns: 96,
      roles: { client: 48, therapist: 48 },
      quarantined: 1,
      scattered: false,
      mapping: { conversation: 'session', speaker: 'speaker', text: 'text', labels: 0, metadata: 3 },
      problems: [expect.objectContaining({ count: 1, line: 98 })],
      alternatives: [],
    })
    expect(http.tools.map(({ name }) => name)).not.toContain('inspect_file')
  })

  it('are refused when they are not there, or hold no conversations', async () => {
    expect(await failure(stdio, 'inspect_file', { path: join(house.folder, 'none') })).toMatchObject({
      error_code: 'VALIDATION_ERROR',
      user_message: expect.stringContaining('not there'),
    })
    const other = join(house.folder, 'notes.bin')
    await writeFile(other, Buffer.from([0, 1, 2, 3, 0, 255]))
    expect(await failure(stdio, 'inspect_file', { path: other })).toMatchObject({ error_code: 'UNPROCESSABLE_FILE' })
  })

  it('are read in the given folders alone', async () => {
    const agent = await stdioAgent(house.environment, { args: ['--folder', join(house.folder, 'home')] })
    for (const [tool, input] of [
      ['inspect_file', { path: file }],
      ['upload_dataset', { paths: [file] }],
    ] as const)
      expect(await failure(agent, tool, input)).toMatchObject({ error_code: 'AUTHORIZATION_ERROR' })
    await agent.close()
  })
})

describe('somebody else', () => {
  it('finds nothing that is not theirs', async () => {
    const token = await house.token('user')
    const dataset = await upload(http, 'mine.csv', canaryCsv(1))
    const { id } = await http.done<ExecutionView>('start_run', { dataset_ids: [dataset.id] })
    const others = [
      await httpAgent(house.mcpUrl, token, { versionNegotiation: { mode: 'auto' } }),
      await stdioAgent({ ...house.environment, TECHDECK_TOKEN: token }),
    ]
    for (const agent of others) {
      const notFound = { error_code: 'NOT_FOUND' }
      for (const tool of ['get_dataset', 'validate_dataset', 'list_quarantine'])
        expect(await failure(agent, tool, { dataset_id: dataset.id })).toMatchObject(notFound)
      expect(await failure(agent, 'start_run', { dataset_ids: [dataset.id] })).toMatchObject(notFound)
      const ofRuns = ['get_run', 'get_events', 'get_report', 'get_preview', 'list_exports', 'cancel_run', 'retry_run']
      for (const tool of ofRuns) expect(await failure(agent, tool, { execution_id: id })).toMatchObject(notFound)
      const asked = { execution_id: id, place: 'mine.csv:2' }
      expect(await failure(agent, 'explain_fate', asked)).toMatchObject(notFound)
      expect(await agent.done('list_datasets')).toMatchObject({ datasets: [] })
      await agent.close()
    }
  })

  it('who is not signed in is told to sign in', async () => {
    await expect(httpAgent(house.mcpUrl, undefined)).rejects.toThrow(UnauthorizedError)
    await expect(httpAgent(house.mcpUrl, `${admin}x`)).rejects.toThrow(UnauthorizedError)
    const { status, headers } = await fetch(house.mcpUrl, { method: 'POST' })
    expect([status, headers.get('www-authenticate')]).toEqual([401, expect.stringContaining('Bearer ')])

    const elsewhere = { ...house.environment, TECHDECK_HOME: join(house.folder, 'elsewhere') }
    const stranger = await stdioAgent({ ...elsewhere, TECHDECK_API_URL: house.stack.apiUrl })
    expect(await failure(stranger, 'list_runs', {})).toMatchObject({
      error_code: 'AUTHENTICATION_ERROR',
      user_message: expect.stringContaining('./techdeck login'),
    })
    await stranger.close()
    const alone = await stdioAgent(elsewhere)
    expect(await alone.done('inspect_file', { path: file })).toMatchObject({ conversations: 12 })
    expect(await failure(alone, 'list_runs', {})).toMatchObject({
      error_code: 'RESOURCE_UNAVAILABLE',
      user_message: expect.stringContaining('./techdeck up'),
    })
    await alone.close()
  })
})

describe('what must stay inside', () => {
  it('was in no answer and in no log', async () => {
    const { lines } = await lastLines(house.stack.home, 'mcp', 10_000)
    expect(lines.length).toBeGreaterThan(10)
    const logs = [stdio.logged(), lines.join('\n')]
    for (const told of [stdio.heard(), http.heard(), ...logs])
      expect(IDENTIFIERS.filter((each) => told.includes(each))).toEqual([])
    for (const told of [stdio.heard('get_preview'), http.heard('get_preview'), ...logs])
      expect(told).not.toContain(WORDS)
  })

  it('was looked for in the answers of every tool', () => {
    for (const agent of [stdio, http]) for (const { name } of agent.tools) expect(agent.calls()).toContain(name)
  })
})

describe('a client that cannot ask', () => {
  it.each([
    ['of the present protocol', { ...MUTE, versionNegotiation: { mode: 'auto' } }],
    ['of the protocol before', MUTE],
  ] as const)('%s is told how the person does it themselves, and nothing is done', async (_era, options) => {
    for (const agent of [await httpAgent(house.mcpUrl, admin, options), await stdioAgent(house.environment, options)]) {
      const told = await agent.call('cancel_run', { execution_id: 'any' }).then(
        ({ isError, content }) => ({ isError, text: JSON.stringify(content) }),
        (error: unknown) => ({ isError: true, text: String(error) }),
      )
      expect(told).toEqual({ isError: true, text: expect.stringContaining('./techdeck cancel') })
      await agent.close()
    }
  })
})

describe('the HTTP server', () => {
  it('says how one gets in, to who asks and to who is refused', async () => {
    const { headers } = await fetch(house.mcpUrl, { method: 'POST' })
    const [, url = ''] = /resource_metadata="([^"]+)"/.exec(headers.get('www-authenticate') ?? '') ?? []
    const document: unknown = await (await fetch(url)).json()
    expect(document).toMatchObject({
      resource: house.mcpUrl,
      bearer_methods_supported: ['header'],
      scopes_supported: expect.arrayContaining(['pipeline:read']),
    })
  })

  it('ends in good order under a call that waits', async () => {
    const server = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
      env: { ...house.environment, TECHDECK_API_URL: house.stack.apiUrl, PORT: '0' },
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    const [line] = (await once(server.stderr.setEncoding('utf8'), 'data')) as [string]
    const { url } = JSON.parse(line) as { url: string }
    const agent = await httpAgent(`${url}/mcp`, admin)
    const dataset = await upload(http, 'waiting.csv', canaryCsv(300))
    const { id } = await agent.done<ExecutionView>('start_run', { dataset_ids: [dataset.id] })
    const waiting = agent.call('get_run', { execution_id: id, wait_seconds: 20 }).then(
      () => 'answered',
      () => 'cut',
    )
    const exited = once(server, 'exit')
    await new Promise((resolve) => setTimeout(resolve, 200))
    server.kill('SIGTERM')
    expect((await exited)[0]).toBe(0)
    await agent.close()
    await http.call('cancel_run', { execution_id: id })
    expect(['answered', 'cut']).toContain(await waiting)
  })

  it('takes a token of an agent for as long as it is good', async () => {
    const tokens = `${house.stack.apiUrl}/api/v1/auth/tokens`
    const headers = { authorization: `Bearer ${admin}`, 'content-type': 'application/json' }
    const body = JSON.stringify({ name: 'an agent', kind: 'agent' })
    const made = await fetch(tokens, { method: 'POST', headers, body })
    const { data } = (await made.json()) as { data: { id: string; token: string } }
    const agent = await httpAgent(house.mcpUrl, data.token)
    expect(await agent.done('list_datasets')).toHaveProperty('datasets')
    await fetch(`${tokens}/${data.id}`, { method: 'DELETE', headers: { authorization: headers.authorization } })
    const answer = await fetch(house.mcpUrl, { method: 'POST', headers: { authorization: `Bearer ${data.token}` } })
    expect(answer.status).toBe(401)
    await agent.close()
  })

  it('serves its own names alone, and no pages elsewhere', async () => {
    const transport = new StreamableHTTPClientTransport(new URL(house.mcpUrl), {
      requestInit: { headers: { origin: 'https://elsewhere.example' } },
      authProvider: { token: async () => admin },
    })
    await expect(new Client({ name: 'page', version: '1' }).connect(transport)).rejects.toMatchObject({ status: 403 })
  })
})

// The protocol's own suite, which also tries hosts that are not ours, headers, caching and statelessness.
describe('the conformance suite of the protocol', () => {
  it.each(Object.entries(EXPECTED_FAILURES))(
    'finds in revision %s no fault that is not for want of its own tools',
    async (revision, expected) => {
      const { passed, failed, faults } = await conformanceOf(house.mcpUrl, admin, revision)
      expect(faults).toEqual([])
      expect(failed.toSorted()).toEqual([...expected].toSorted())
      expect(passed).toBeGreaterThan(30)
    },
    120_000,
  )
})
