import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { fakeApi, type Asked } from '../testing/fake-api.ts'
import { run } from '../testing/recorder.ts'

const AT = '2026-01-01T00:00:00.000Z'
let due: object[] = []
let unpacked: object[] = []
let folder: string
let api: Awaited<ReturnType<typeof fakeApi>>
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cli-retention-'))
  api = await fakeApi(({ method, body }: Asked) => {
    const data =
      method === 'PATCH'
        ? { id: 'd1', retain_until: AT, ...Object(body) }
        : { ...Object(body), datasets: due, texts: [], unpacked }
    return { body: { success: true, data } }
  })
})
beforeEach(() => void api.asked.splice(0))
afterAll(async () => {
  await api.close()
  await rm(folder, { recursive: true })
})

const cli = (...args: string[]) =>
  run(['retention', ...args], {
    environment: { TECHDECK_HOME: folder, TECHDECK_API_URL: api.url, TECHDECK_TOKEN: 't' },
  })

describe('techdeck retention', () => {
  it('says what a data set is for and how long it stays', async () => {
    const { lines } = await cli(
      'set',
      'd1',
      '--purpose',
      'a \u001b[2Jstudy',
      '--legal-basis',
      'consent',
      '--retention-days',
      '90',
    )
    expect(api.asked).toEqual([
      expect.objectContaining({
        path: '/api/v1/datasets/d1',
        body: { purpose: 'a \u001b[2Jstudy', legal_basis: 'consent', retention_days: 90 },
      }),
    ])
    expect(lines).toEqual(['purpose      a ·[2Jstudy', 'legal basis  consent', `stays until  ${AT}`])
    for (const args of [
      ['--legal-basis', 'because'],
      ['--retention-days', '0'],
      ['--retention-days', 'soon'],
    ])
      expect((await cli('set', 'd1', ...args)).exitCode).toBe(2)
  })

  it('shows what a sweep would delete, and deletes it only without --dry-run', async () => {
    expect((await cli('sweep', '--dry-run')).notes).toEqual(['The retention of no data set is over.'])
    due = [
      { dataset_id: 'd1', due_at: AT, artifacts: 7, needed_by: [] },
      { dataset_id: 'd2', due_at: AT, artifacts: 2, needed_by: ['e1'] },
    ]
    const { lines } = await cli('sweep', '--dry-run')
    expect(lines.slice(1)).toEqual([
      expect.stringMatching(/d1 .*7 +would be deleted/),
      expect.stringMatching(/d2 .*2 +stays: 1 run at work/),
    ])
    expect((await cli('sweep')).lines[1]).toMatch(/d1 .*7 +deleted/)
    expect(api.asked.map(({ body }) => body)).toEqual([{ dry_run: true }, { dry_run: true }, { dry_run: false }])
    expect((await cli('sweep', '--json')).json()[0]).toEqual({ dry_run: false, datasets: due, texts: [], unpacked })
    unpacked = ['d1', 'd2', 'd3'].map((id) => ({
      dataset_id: id,
      unpacked_at: AT,
      needed_by: id === 'd3' ? ['e1'] : [],
    }))
    expect((await cli('sweep', '--dry-run')).notes).toEqual([
      '2 data sets whose unpacked files would be removed; those of 1 data set stay for runs.',
    ])
  })
})
