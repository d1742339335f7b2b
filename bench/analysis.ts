import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import type { DetectorTurn } from '@techdeck/analysis'
import { findPython } from './analysis/python.ts'
import { writeConversations } from './lib/conversations.ts'

// The detectors on one core: conversations a second of each and of all together, on conversations of AnnoMI's length. The
// text of a conversation is tokenised and searched once for all of them; what that costs is told apart. Beside them, in
// the same run and on the same texts, Presidio with spaCy's small English model: by the Python that TECHDECK_BENCH_PYTHON
// names, else by one into which it is installed at the first use. Where neither works, that is said.

const { values } = parseArgs({
  options: {
    data: { type: 'string', default: process.env.TECHDECK_DATA ?? join(import.meta.dirname, '../../shared/data') },
    conversations: { type: 'string', default: '500' },
    runs: { type: 'string', default: '5' },
    presidio: { type: 'string', default: '20' },
    json: { type: 'boolean' },
  },
})
const [count, runs, forPresidio] = [values.conversations, values.runs, values.presidio].map(Number)
const say = (line: string): void => void process.stderr.write(`${line}\n`)
const round = (value: number, digits = 1): number => Math.round(value * 10 ** digits) / 10 ** digits
const megabytes = (bytes: number): number => Math.round(bytes / 1024 ** 2)

/** AnnoMI's own transcripts where they are, else as long ones made of the examples. */
async function readConversations(scratch: string): Promise<{ set: string; conversations: DetectorTurn[][] }> {
  const annomi = join(values.data, 'therapy/annomi_transcripts.jsonl')
  if (existsSync(annomi)) {
    const rows = (await readFile(annomi, 'utf8')).split('\n').filter((line) => line !== '')
    const own = rows.map((line) =>
      (JSON.parse(line) as { turns: { speaker: DetectorTurn['role']; text: string }[] }).turns.map(
        ({ speaker, text }, index): DetectorTurn => ({ index, role: speaker, text }),
      ),
    )
    return { set: 'AnnoMI', conversations: Array.from({ length: count }, (_, i) => own[i % own.length]) }
  }
  const path = join(scratch, 'conversations.jsonl')
  await writeConversations(path, count)
  const lines = (await readFile(path, 'utf8')).trimEnd().split('\n')
  const conversations = lines.map((line) =>
    (JSON.parse(line) as { messages: { role: string; content: string }[] }).messages.map(
      ({ role, content: text }, index): DetectorTurn => ({
        index,
        role: role === 'assistant' ? 'therapist' : 'client',
        text,
      }),
    ),
  )
  return { set: 'made of the examples', conversations }
}

type Detector = (turns: DetectorTurn[]) => unknown
const DETECTS = /^(?:find|assess|code|rate|detect|session|judge)[A-Z]/

const heapBefore = process.memoryUsage().heapUsed
const loadStarted = performance.now()
const [analysis, { prepare }] = await Promise.all([import('@techdeck/analysis'), import('@techdeck/analysis/document')])
const detectors = Object.entries(analysis).filter(
  ([name, value]) => typeof value === 'function' && DETECTS.test(name),
) as [string, Detector][]
const probe: DetectorTurn[] = [
  { index: 0, role: 'client', text: 'Hello.' },
  { index: 1, role: 'therapist', text: 'Hello, how are you?' },
]
for (const [, detect] of detectors) detect(probe)
const loadMs = performance.now() - loadStarted
const weightsMs = await loadWeights()
const memory = megabytes(process.memoryUsage().heapUsed - heapBefore)

const folder = await mkdtemp(join(tmpdir(), 'techdeck-bench-'))
try {
  const { set, conversations } = await readConversations(folder)
  const length = conversations.reduce((sum, turns) => sum + turns.length, 0) / count
  const text = conversations.reduce(
    (sum, turns) => sum + turns.reduce((n, each) => n + Buffer.byteLength(each.text), 0),
    0,
  )
  say(
    `${count} conversations (${set}), ${round(length)} turns and ${round(text / count / 1000)} kB each, ${runs} times`,
  )

  /** CPU seconds of a pass in which nothing is known of a conversation from before; the quickest of all but the first. */
  const pass = (detect: Detector): number => {
    let least = Infinity
    for (let run = 0; run <= runs; run++) {
      const fresh = conversations.map((turns) => turns.map((turn) => ({ ...turn })))
      const before = process.cpuUsage()
      for (const each of fresh) detect(each)
      const { user, system } = process.cpuUsage(before)
      if (run > 0) least = Math.min(least, (user + system) / 1e6)
    }
    return least
  }
  const shared = pass(prepare)
  /** Milliseconds that a detector takes on a conversation whose text was read before. */
  const own = (detect: Detector): number => {
    let least = Infinity
    for (let run = 0; run <= runs; run++) {
      let spent = 0
      for (const each of conversations) {
        prepare(each)
        const began = performance.now()
        detect(each)
        spent += performance.now() - began
      }
      if (run > 0) least = Math.min(least, spent)
    }
    return least
  }
  const rows = detectors.map(([name, detect]) => ({
    name,
    per_s: Math.round(count / pass(detect)),
    own_us: Math.round((own(detect) / count) * 1000),
  }))
  const all = pass((turns) => {
    for (const [, detect] of detectors) detect(turns)
  })
  say(`${'text, once for all'.padEnd(22)} ${String(Math.round((shared / count) * 1e6)).padStart(6)} µs`)
  for (const { name, per_s: perS, own_us: more } of rows.toSorted((a, b) => b.own_us - a.own_us))
    say(`${name.padEnd(22)} ${String(more).padStart(6)} µs more, ${String(perS).padStart(7)}/s alone`)
  say(
    `${'all together'.padEnd(22)} ${String(Math.round((all / count) * 1e6)).padStart(6)} µs, ${String(Math.round(count / all)).padStart(7)}/s`,
  )

  const presidio = await measurePresidio(conversations.slice(0, forPresidio), folder)
  const identifiersPerS = rows.find(({ name }) => name === 'findIdentifiers')!.per_s
  const result = {
    set,
    conversations: count,
    turns: round(length),
    kilobytes: round(text / count / 1000),
    conversations_per_s: Math.round(count / all),
    goal_per_s: 800,
    text_us: Math.round((shared / count) * 1e6),
    detectors: Object.fromEntries(rows.map(({ name, per_s, own_us }) => [name, { per_s, own_us }])),
    // Reading and opening the weights of all models; then the first use of everything, modules and lists too.
    weights_ms: Math.round(weightsMs),
    goal_weights_ms: 300,
    load_ms: Math.round(loadMs),
    heap_mb: memory,
    peak_rss_mb: megabytes(process.resourceUsage().maxRSS * 1024),
    ...(presidio && {
      presidio_per_s: round(presidio.perS, 2),
      presidio_peak_rss_mb: presidio.peakRssMb,
      identifiers_ratio_to_presidio: Math.round(identifiersPerS / presidio.perS),
    }),
  }
  process.stdout.write(`${JSON.stringify(result)}\n`)
} finally {
  await rm(folder, { recursive: true, force: true })
}

/** Milliseconds that a process of its own takes to load the weights of all models, which nothing has loaded before. */
async function loadWeights(): Promise<number> {
  const script = `const { MODELS } = await import('@techdeck/analysis/models')
    const { scorerOf } = await import('@techdeck/analysis/model')
    const began = performance.now()
    for (const model of MODELS) scorerOf(model)
    console.log(performance.now() - began)`
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    cwd: import.meta.dirname,
  })
  return Number(stdout)
}

async function measurePresidio(
  conversations: readonly DetectorTurn[][],
  scratch: string,
): Promise<{ perS: number; peakRssMb: number } | null> {
  if (conversations.length === 0) return null
  const file = join(scratch, 'texts.jsonl')
  await writeFile(file, conversations.map((own) => `${JSON.stringify(own.map(({ text }) => text))}\n`).join(''))
  const script = join(import.meta.dirname, 'analysis/presidio_peer.py')
  const python = await findPython(say)
  try {
    const { stdout } = await promisify(execFile)(python, [script, file], {
      env: { ...process.env, OMP_NUM_THREADS: '1' },
    })
    const { seconds, peak_rss_mb: peakRssMb } = JSON.parse(stdout.trim().split('\n').at(-1)!) as Record<string, number>
    const perS = conversations.length / seconds
    say(`Presidio on ${conversations.length} of them: ${round(perS, 2)}/s, ${peakRssMb} MiB`)
    return { perS, peakRssMb }
  } catch (error) {
    const last = (error as { stderr?: string }).stderr?.trim().split('\n').at(-1) ?? String(error)
    say(`Presidio is left out: ${python} does not run it (${last}).`)
    return null
  }
}
