import { appendFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { seeded } from '@techdeck/core'
import { kinds } from './kinds/index.ts'
import type { FaultKind, Tally } from './lib/kind.ts'
import { startSystem } from './lib/system.ts'

// The gate: real processes and servers, faults by a seed, and a checker that reads what clients saw and what is stored.

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    only: { type: 'string', multiple: true },
    short: { type: 'boolean', default: false },
    minutes: { type: 'string' },
    kept: { type: 'string' },
    conversations: { type: 'string', default: '1600' },
    'reconcile-ms': { type: 'string', default: '5000' },
  },
})

const say = (line: string) => process.stdout.write(`${line}\n`)
const chosen = kinds.filter(({ name }) => !values.only || values.only.some((part) => name.includes(part)))
if (chosen.length === 0) {
  process.stderr.write(`No kind of fault is named so. There are:\n${kinds.map(({ name }) => `  ${name}\n`).join('')}`)
  process.exit(2)
}
if (values.minutes !== undefined && !(Number(values.minutes) > 0)) {
  process.stderr.write('--minutes takes a number over 0.\n')
  process.exit(2)
}
if (!(Number.isInteger(Number(values.conversations)) && Number(values.conversations) > 0)) {
  process.stderr.write('--conversations takes a whole number from 1.\n')
  process.exit(2)
}

const system = await startSystem(Number(values.conversations), Number(values['reconcile-ms']))
const { name: server, version } = await system.store.server()
say(
  `seed ${values.seed}, ${values.conversations} conversations, database ${server} ${version}, a look every ${values['reconcile-ms']} ms`,
)
const total = { tried: 0, survived: 0, lost: 0, doubled: 0, late: 0 }
const until = values.minutes === undefined ? undefined : Date.now() + Number(values.minutes) * 60_000
try {
  // Each kind has a seed of its own, so that one that failed can be caused again by itself.
  for (let pass = 0; pass === 0 || isTimeLeft(); pass++)
    for (const kind of chosen) if (until === undefined || isTimeLeft()) await causeOne(kind, Number(values.seed) + pass)
} finally {
  await system.close()
}
say(
  `tried ${total.tried}, survived ${total.survived}, lost ${total.lost}, doubled ${total.doubled}, late ${total.late}`,
)
// The short form runs beside other work, where time says nothing.
process.exitCode = total.lost + total.doubled + (values.short ? 0 : total.late) > 0 ? 1 : 0

function isTimeLeft(): boolean {
  return until !== undefined && Date.now() < until
}

async function causeOne(kind: FaultKind, seed: number): Promise<void> {
  const { next: random } = seeded(hashOfName(kind.name) + seed)
  const amount = values.short || until !== undefined ? kind.amount.short : kind.amount.long
  const tally = await kind.cause(system, amount, random)
  if (tally.skipped !== undefined) {
    say(`${kind.name}: skipped, ${tally.skipped}`)
    return
  }
  const late = kind.limitMs === undefined ? 0 : tally.recoveryMs.filter((ms) => ms > kind.limitMs!).length
  say(lineOf(kind, tally, late))
  for (const problem of tally.problems) say(`    ${problem}`)
  total.tried += tally.tried
  total.survived += Math.max(0, tally.tried - tally.lost - tally.doubled)
  total.lost += tally.lost
  total.doubled += tally.doubled
  total.late += late
  if (tally.lost + tally.doubled > 0) await keep(kind, seed)
}

/** Says how to cause it again, and keeps that. */
async function keep({ name }: FaultKind, seed: number): Promise<void> {
  const again = `./techdeck faults --seed ${seed} --conversations ${values.conversations} --only "${name}"${values.short || until ? ' --short' : ''}`
  say(`    again: ${again}`)
  if (values.kept !== undefined) await appendFile(values.kept, `${again}\n`)
}

function hashOfName(name: string): number {
  return Buffer.from(name).reduce((sum, byte) => (sum * 31 + byte) % 1e6, 0)
}

function lineOf({ name, limitMs }: FaultKind, { tried, lost, doubled, recoveryMs }: Tally, late: number): string {
  const sorted = recoveryMs.toSorted((a, b) => a - b)
  const recovery =
    sorted.length === 0
      ? ''
      : `, went on after ${sorted[Math.floor(sorted.length / 2)]} ms (median), ${sorted[sorted.length - 1]} ms (most${limitMs === undefined ? '' : ` of ${limitMs}`}), late ${late}`
  return `${name}: tried ${tried}, lost ${lost}, doubled ${doubled}${recovery}`
}
