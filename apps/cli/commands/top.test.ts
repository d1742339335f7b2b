import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { runCli } from '../cli.ts'
import { createOutput } from '../output.ts'
import { failure, fakeApi } from '../testing/fake-api.ts'
import { run } from '../testing/recorder.ts'
import { fakeTerminal } from '../testing/terminal.ts'

const READY = {
  status: 'ready',
  version: '0.1.0',
  checks: { mongo: { ok: true, duration_ms: 1 }, redis: { ok: false, duration_ms: 1 } },
}
const RUNS = [
  { id: 'r2', status: 'running' },
  { id: 'r1', status: 'completed' },
]
const TRACKER = {
  progress: 42,
  current_stage: 'validation',
  records: { known: 1200, done: 300, quarantined: 0 },
  estimated_completion: '2026-01-01T00:01:05.000Z',
  last_updated: '2026-01-01T00:00:00.000Z',
}
let api: Awaited<ReturnType<typeof fakeApi>>
beforeAll(async () => {
  api = await fakeApi(({ path }) => {
    if (path.endsWith('/workers'))
      return { status: 403, body: failure('AUTHORIZATION_ERROR', 'Only administrators may see that.') }
    const data = path.endsWith('/ready') ? READY : path.endsWith('/progress') ? TRACKER : RUNS
    return { body: { success: true, data, ...(data === RUNS && { meta: { next_cursor: null } }) } }
  })
})
afterAll(() => api.close())
const environment = () => ({ TECHDECK_HOME: '/x', TECHDECK_API_URL: api.url, TECHDECK_TOKEN: 'mine' })

describe('techdeck top', () => {
  it('says once in a pipe how things are, and asks how far the runs are that are at work', async () => {
    const { lines } = await run(['top'], { environment: environment() })
    expect(lines[0]).toBe('TechDeck 0.1.0: mongo ok, redis NOT REACHED; 1 of 2 runs at work')
    expect(lines[3]).toMatch(/^r2 +running +42 % +validation +300 of 1,200 +1 min 05 s$/)
    expect(lines[4]).toMatch(/^r1 +completed/)
    expect(api.asked.filter(({ path }) => path.endsWith('/progress'))).toHaveLength(1)
    expect((await run(['top', '--json'], { environment: environment() })).json()).toMatchObject([
      { ready: READY, runs: [{ run: { id: 'r2' }, tracker: TRACKER }, { tracker: null }] },
    ])
  })

  it('draws on a terminal until it is interrupted, no wider than that, and leaves it as it was', async () => {
    const { stream, text } = fakeTerminal(30)
    const interruption = new AbortController()
    stream.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes('r2')) interruption.abort()
    })
    const exitCode = await runCli(['top'], {
      out: createOutput({ write: () => {}, isTTY: true }, stream),
      environment: environment(),
      root: '',
      signal: interruption.signal,
    })
    expect(exitCode).toBe(130)
    const drawn = text()
    expect(drawn.startsWith('\u001b[?1049h')).toBe(true)
    expect(drawn.endsWith('\u001b[?1049l')).toBe(true)
    const lines = drawn.slice(drawn.indexOf('\u001b[J') + 3).split('\n')
    expect(Math.max(...lines.slice(0, -1).map((line) => line.length))).toBeLessThanOrEqual(30)
  })
})
