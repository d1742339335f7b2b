import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { failure, fakeApi } from '../testing/fake-api.ts'
import { run } from '../testing/recorder.ts'

const turn = (index: number) => ({
  index,
  role: index % 2 === 0 ? 'client' : 'therapist',
  text: `Turn ${index}.\u001b[2J`,
})
const preview = {
  execution_id: 'e',
  conversations: [
    {
      id: 'c'.repeat(64),
      source: { dataset_id: 'd', file: 'file-0' },
      language: 'en',
      turns: [turn(0), turn(1), turn(2)],
      metadata: {},
      labels: {},
      findings: [
        { kind: 'identifier', category: 'name', turn: 0, start: 0, end: 4, confidence: 0.9, reason: 'cue' },
        { kind: 'identifier', category: 'name', turn: 1, start: 0, end: 4, confidence: 0.9, reason: 'cue' },
      ],
      scores: { overall: 0.812 },
    },
  ],
  datasets: [
    {
      dataset_id: 'd1',
      read: 2,
      shown: 1,
      losses: [{ stage: 'quality', kind: 'rejected', reason: 'below_threshold', count: 1 }],
    },
  ],
}

let api: Awaited<ReturnType<typeof fakeApi>>
let left = 0
beforeAll(async () => {
  api = await fakeApi(({ path }) => {
    if (path.includes('/none/')) return { status: 404, body: failure('NOT_FOUND', 'There is no such thing.') }
    if (left-- > 0) return { status: 503, body: failure('QUEUED_FOR_PROCESSING', 'It is being made.') }
    return { body: { success: true, data: preview } }
  })
})
afterAll(() => api.close())

const cli = (...args: string[]) =>
  run(['preview', ...args], {
    environment: { TECHDECK_HOME: '/nonexistent', TECHDECK_API_URL: api.url, TECHDECK_TOKEN: 't' },
  })

describe('the preview of a run', () => {
  it('is waited for, and shown with findings, scores and what was left out', async () => {
    left = 2
    const { exitCode, lines } = await cli('e', '--turns', '2')
    expect(exitCode).toBe(0)
    const shown = lines.join('\n')
    expect(shown).toContain('cccccccccccc  3 turns, quality 0.81; name 2')
    expect(shown).toContain('  client    Turn 0.·[2J')
    expect(shown).toContain('… 1 turn more')
    expect(shown).toContain('1 of the first 2 conversations come out.')
    expect(shown).toMatch(/quality +rejected +below_threshold +1/)
  })

  it('is one JSON object where a script asks', async () => {
    expect((await cli('e', '--json')).json()).toEqual([preview])
  })

  it('of a run that is not there says so', async () => {
    expect((await cli('none')).exitCode).toBe(4)
  })
})
