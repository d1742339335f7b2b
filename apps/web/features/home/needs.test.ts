import { describe, expect, it } from '@jest/globals'
import { emptyRecords, type ExecutionView } from '@techdeck/contracts'
import { needsOf, webhookNeedsOf } from './needs.ts'

const run = (id: string, set: string, change: Partial<ExecutionView>, counts = {}): ExecutionView => ({
  id,
  user_id: 'u',
  dataset_ids: [set],
  status: 'completed',
  execution_mode: 'standard',
  quality_threshold: 0.7,
  enable_bias_detection: true,
  export_formats: ['jsonl'],
  created_at: '2026-01-01T00:00:00Z',
  started_at: null,
  completed_at: null,
  stages: [],
  datasets: [
    {
      dataset_id: set,
      version: 1,
      stages: [
        {
          stage_name: 'ingestion',
          status: 'completed',
          started_at: null,
          completed_at: null,
          records: { ...emptyRecords(), ...counts },
          metrics: {},
        },
      ],
    },
  ],
  metrics: {},
  ...change,
})
const names = (id: string) => ({ a: 'A', b: 'B' })[id]

describe('what needs somebody', () => {
  it('is told of the newest run of each data set alone', () => {
    const runs = [
      run('r3', 'a', {}),
      run('r2', 'a', {}, { withheld: 4 }),
      run('r1', 'b', {}, { withheld: 1, quarantined: 2 }),
    ]
    expect(needsOf(runs, names)).toEqual([
      {
        what: 'B',
        why: '1 conversation is withheld, 2 records could not be read.',
        href: '/datasets/b/left-out',
        tone: 'warn',
      },
    ])
  })

  it('names runs that failed, and nothing of data sets that are gone', () => {
    const failed = { status: 'failed' as const, error: { code: 'X', message: 'No room.' } }
    const needs = needsOf([run('r2', 'gone', failed), run('r1', 'a', failed)], names)
    expect(needs).toMatchObject([{ what: 'The run of A failed', why: 'No room.', href: '/runs/r1', tone: 'bad' }])
  })

  it('names webhooks that were switched off for their messages did not arrive', () => {
    const off = { ...HOOK, enabled: false, disabled_reason: 'failing' as const }
    const needs = webhookNeedsOf([HOOK, off, { ...off, disabled_reason: 'by_hand' }])
    expect(needs).toMatchObject([{ what: 'Nothing is sent to hooks.example.org any more', href: '/system/webhooks' }])
  })
})

const HOOK = {
  id: 'w',
  url: 'https://hooks.example.org/a?key=1',
  events: ['execution.failed' as const],
  enabled: true,
  disabled_reason: null,
  disabled_at: null,
  failing_since: null,
  old_secret_until: null,
  created_at: '2026-01-01T00:00:00Z',
}
