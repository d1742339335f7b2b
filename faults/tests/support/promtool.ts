import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { findOnPath } from '@techdeck/devstack'
import { stringify } from 'yaml'
import type { Series } from './metrics.ts'

const run = promisify(execFile)
const STEP_S = 60

/** Where Prometheus's own tool for rules is; `null` where it is not installed. */
export const findPromtool = (): Promise<string | null> => findOnPath(['promtool'], process.env['PATH'] ?? '')

/** Two looks at the same processes, and how far they lie apart. */
export interface Looks {
  before: readonly Series[]
  after: readonly Series[]
  seconds: number
}

/**
 * Which alerts fire after so many minutes, by the rules as they are, if what happened between two looks goes on: sums
 * grow by as much again, ages grow by the second, other figures stay.
 */
export async function firing(promtool: string, rules: string, looks: Looks, minutes: number): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'alerts-'))
  try {
    const file = join(folder, 'test.yml')
    const tests = {
      rule_files: [rules],
      evaluation_interval: '1m',
      tests: [
        {
          interval: `${STEP_S}s`,
          input_series: inputOf(looks, minutes),
          // Nothing is expected, so that the tool prints all there is.
          promql_expr_test: [
            { expr: 'group by (alertname) (ALERTS{alertstate="firing"})', eval_time: `${minutes}m`, exp_samples: [] },
          ],
        },
      ],
    }
    await writeFile(file, stringify(tests, { lineWidth: 0 }))
    const printed = await run(promtool, ['test', 'rules', file], { maxBuffer: 64 * 1024 ** 2 }).then(
      ({ stdout }) => stdout,
      (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
    )
    if (!/SUCCESS|got:/.test(printed)) throw new Error(printed)
    return Array.from(printed.matchAll(/alertname="(\w+)"/g), ([, name]) => name).toSorted()
  } finally {
    await rm(folder, { recursive: true })
  }
}

function inputOf({ before, after, seconds }: Looks, minutes: number) {
  const earlier = new Map(before.map((series) => [nameOf(series), series.value]))
  return after
    .filter(({ value }) => Number.isFinite(value))
    .map((series) => {
      const name = nameOf(series)
      const first = earlier.get(name) ?? (series.grows ? 0 : series.value)
      // One that began anew has grown from nothing.
      const slope = (Math.max(0, series.value - first) / seconds) * STEP_S
      // An age is one that nothing is done about where it grew as time did.
      const goesOn = series.grows || (AGE.test(series.name) && slope > 0.7 * STEP_S)
      return {
        series: name,
        values: goesOn ? `${plain(first)}+${plain(slope)}x${minutes}` : `${plain(series.value)}+0x${minutes}`,
      }
    })
}

/** The tool reads no exponents here. */
const plain = (value: number): string => value.toFixed(6)

const AGE = /^techdeck_(?:queue_oldest_wait|audit_unsealed|backup_age)_seconds$/

const nameOf = ({ name, labels }: Series): string =>
  `${name}{${Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .join(',')}}`
