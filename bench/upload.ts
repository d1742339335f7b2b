import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { uploadFiles } from '@techdeck/client/node'
import { writeConversations } from './lib/conversations.ts'
import { peakRssMb, startBenchStack } from './lib/stack.ts'

// An upload from the first byte to the answer (multipart, hashed, encrypted, synced to the disk, recorded) beside a
// plain copy of the same file with fsync, in the same run and on the same disk, one after the other.

const { values } = parseArgs({
  options: {
    mb: { type: 'string', default: '300' },
    runs: { type: 'string', default: '3' },
    json: { type: 'boolean' },
  },
})
const [megabytes, runs] = [Number(values.mb), Number(values.runs)]
const say = (line: string) => process.stderr.write(`${line}\n`)
const median = (times: number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]

/** Conversations over and over, until the file has its size. */
async function writeFile(path: string, part: string): Promise<number> {
  await writeConversations(part, 500)
  const { size } = await stat(part)
  await using source = await open(part)
  await using target = await open(path, 'w')
  const content = await source.readFile()
  for (let written = 0; written < megabytes * 1e6; written += size) await target.write(content)
  await target.sync()
  return (await stat(path)).size
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

/** Read and written, since a file system that only links blocks copies nothing. */
async function copy(from: string, to: string): Promise<void> {
  await using source = await open(from)
  await using target = await open(to, 'w')
  const buffer = Buffer.allocUnsafe(1024 ** 2)
  for (;;) {
    const { bytesRead } = await source.read(buffer)
    if (bytesRead === 0) break
    await target.write(buffer, 0, bytesRead)
  }
  await target.sync()
}

const bench = await startBenchStack({ workers: [] })
try {
  const file = join(bench.folder, 'upload.jsonl')
  const bytes = await writeFile(file, join(bench.folder, 'part.jsonl'))
  say(`${Math.round(bytes / 1e6)} MB, ${runs} times each`)
  const upload = () => uploadFiles(bench.client, { paths: [file], force: true })
  const copies: number[] = []
  const uploads: number[] = []
  // The first of each only warms up.
  for (let run = 0; run <= runs; run++) {
    const times = [await timed(() => copy(file, join(bench.folder, `copy-${run}`))), await timed(upload)]
    say(`copy ${Math.round(times[0])} ms, upload ${Math.round(times[1])} ms${run === 0 ? ' (warm-up)' : ''}`)
    if (run === 0) continue
    copies.push(times[0])
    uploads.push(times[1])
  }
  const mbPerS = (ms: number) => Math.round(bytes / 1e6 / (ms / 1000))
  const result = {
    bytes,
    upload_mb_per_s: mbPerS(median(uploads)),
    copy_mb_per_s: mbPerS(median(copies)),
    ratio_to_copy: Math.round((median(copies) / median(uploads)) * 1000) / 1000,
    goal_ratio: 0.4,
    api_peak_rss_mb: await peakRssMb(bench.stack.service('api').state().pid),
  }
  process.stdout.write(`${JSON.stringify(result)}\n`)
} finally {
  await bench.close()
}
