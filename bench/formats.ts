import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { EXPORT_FORMATS } from '@techdeck/contracts'
import { writeConversations } from './lib/conversations.ts'
import { findPython } from './formats/python.ts'
import { READERS, readers } from './formats/readers.ts'
import { best, bestOwn, round, say, script } from './formats/run.ts'
import { writeDuplicates } from './formats/write-files.ts'
import { writers } from './formats/writers.ts'

// Data in and out. Every reader beside what people read the same file with, in the same run, one process and one thread
// each; every writer, and who reads what it wrote; standardization on one core; near duplicates beside datasketch. Peers
// are run by TECHDECK_BENCH_PYTHON, else by the Python of the tools folder, into which they are installed. A peer that
// cannot be had is left out, and said.

const { values } = parseArgs({
  options: {
    mb: { type: 'string', default: '110' },
    conversations: { type: 'string', default: '4000' },
    runs: { type: 'string', default: '3' },
    parts: { type: 'string' },
    /** Formats, of the readers and of the writers; with it, readers and writers alone are measured. */
    only: { type: 'string' },
    json: { type: 'boolean' },
  },
})
const only = values.only?.split(',')
const parts = new Set(
  (values.parts ?? (only ? 'readers,writers' : 'readers,writers,standardization,duplicates')).split(','),
)
const runs = Number(values.runs)
const megabytes = Number(values.mb)
const chosen = <T extends string>(names: readonly T[]): T[] => names.filter((name) => !only || only.includes(name))
const READ = chosen(Object.keys(READERS))
const WRITTEN = chosen(EXPORT_FORMATS)
const unknown = (only ?? []).filter((name) => !READ.includes(name) && !WRITTEN.some((known) => known === name))
if (unknown.length > 0) {
  say(
    `There is no ${unknown.join(', ')}. Readers: ${Object.keys(READERS).join(', ')}. Writers: ${EXPORT_FORMATS.join(', ')}.`,
  )
  process.exit(2)
}

/** Conversations a second on one core, without and with signatures for near duplicates. */
async function standardization(folder: string) {
  const file = join(folder, 'conversations.jsonl')
  await writeConversations(file, Number(values.conversations))
  const result: Record<string, number> = {}
  for (const nearDuplicates of ['keep', 'mark']) {
    const measured = await bestOwn('standardize.ts', [file, nearDuplicates], runs)
    result[nearDuplicates === 'keep' ? 'conversations_per_s' : 'with_near_duplicates_per_s'] = Math.round(
      measured.conversations / measured.seconds,
    )
  }
  say(`standardization ${JSON.stringify(result)} a core`)
  return result
}

/** The same conversations, one in ten an edited copy, by both; pairs are those that each puts together. */
async function duplicates(folder: string, python: string) {
  const file = join(folder, 'duplicates.jsonl')
  await writeDuplicates(file, Number(values.conversations))
  const techdeck = await bestOwn('near-duplicates.ts', [file], runs)
  const datasketch = await best(python, [script('datasketch_peer.py'), file], 1)
  if (!datasketch) say(`datasketch is not installed for ${python}`)
  say(`near duplicates: TechDeck ${JSON.stringify(techdeck)}, datasketch ${JSON.stringify(datasketch)}`)
  return { techdeck, ...(datasketch && { datasketch, times_as_fast: round(datasketch.seconds / techdeck.seconds) }) }
}

const folder = await mkdtemp(join(tmpdir(), 'techdeck-formats-'))
try {
  const python = await findPython()
  const result: Record<string, unknown> = {}
  if (parts.has('readers')) {
    const read = await readers(folder, python, { formats: READ, megabytes, runs })
    const goal = (format: string, peer: string, least: number) => {
      const ratio = read[format]?.peers[peer]?.ratio
      return ratio === undefined ? {} : { [`${format}_to_${peer}`]: { ratio, goal: least } }
    }
    result.readers = read
    result.goals = {
      ...goal('jsonl', 'duckdb', 0.5),
      ...goal('csv', 'duckdb', 0.5),
      ...goal('csv', 'pandas_python', 3),
    }
  }
  if (parts.has('writers')) result.writers = await writers(folder, python, { formats: WRITTEN, megabytes, runs })
  if (parts.has('standardization')) result.standardization = await standardization(folder)
  if (parts.has('duplicates')) result.near_duplicates = await duplicates(folder, python)
  process.stdout.write(`${JSON.stringify(result)}\n`)
} finally {
  await rm(folder, { recursive: true, force: true })
}
