import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from '@jest/globals'

const FAULTS = new URL('../main.ts', import.meta.url).pathname

describe('the short form of the fault run', () => {
  it('causes faults of several kinds in a real system, and nothing is lost or doubled', async () => {
    // It kills its servers, so it may not use those of the other tests.
    const { REDIS_URL: _redis, MONGODB_URI: _mongo, ...environment } = process.env
    // Those after which work goes on soon.
    const kinds = [
      'workers killed at random',
      'workers told to stop',
      'Redis killed',
      'database killed',
      'API killed',
      'Idempotency-Key',
      'cancel',
      'disk',
    ]
    const args = [
      '--short',
      '--conversations',
      '200',
      '--reconcile-ms',
      '1000',
      ...kinds.flatMap((kind) => ['--only', kind]),
    ]
    const run = spawn(process.execPath, [FAULTS, ...args], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] })
    const [output, [code]] = await Promise.all([text(run.stdout), once(run, 'exit') as Promise<[number | null]>])
    const [, tried = '0', rest = ''] =
      /^tried (\d+), survived \d+, (lost \d+, doubled \d+)/.exec(output.trim().split('\n').at(-1) ?? '') ?? []
    expect({ output, rest, code }).toEqual({ output, rest: 'lost 0, doubled 0', code: 0 })
    expect(Number(tried)).toBeGreaterThan(10)
  }, 180_000)
})
