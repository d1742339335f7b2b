// `make DIR` writes the corpus, `take DIR` takes it: in processes of their own, so that what taking needs can be measured.
// It prints a JSON line a file, and at last the most memory that it had.
import { createHash } from 'node:crypto'
import { createWriteStream, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { fileSource, inspectFile, Keeper, unpack, UNPACK_LIMITS, type Leaf, type Storage } from '../index.ts'
import type { ByteSource } from '../types.ts'
import { HOSTILE, type Hostile } from './hostile-corpus.ts'

const [, , verb, folder = '.'] = process.argv
const signal = new AbortController().signal

/** Made-up content alone goes through here, so it may lie in the clear. */
const storage: Storage<null> = {
  async write(key, _dataKey, chunks) {
    const hash = createHash('sha256')
    let sizeBytes = 0
    const counted = async function* () {
      for await (const chunk of chunks) {
        hash.update(chunk)
        sizeBytes += chunk.length
        yield chunk
      }
    }
    const file = createWriteStream(join(folder, key))
    await pipeline(Readable.from(counted(), { objectMode: true, highWaterMark: 1 }), file)
    return { sha256: hash.digest('hex'), sizeBytes }
  },
  open: async (key) => ({ ...(await fileSource(join(folder, key))), close: async () => {} }),
  remove: async (key) => rmSync(join(folder, key), { force: true }),
}

/** MiB. The system's own figure of this process: what resourceUsage tells on Linux begins with the peak of the parent. */
function mostMemory(): number {
  if (!existsSync('/proc/self/status')) return process.resourceUsage().maxRSS / 1024
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024
}

const reasonOf = (error: unknown): string =>
  (error as { details?: { reason?: string } }).details?.reason ?? `unexpected: ${String(error)}`

async function said(source: ByteSource, { from }: Pick<Leaf, 'from'>): Promise<string> {
  const found = await inspectFile(source, { file: 0, signal, ...(from !== undefined && { from }) })
  const bad = Object.entries(found.badRowsByReason).map(([reason, count]) => `, ${count} ${reason}`)
  return `${found.reading.format} ${found.turns}${bad.join('')}`
}

async function outcomeOf({ make }: Hostile, index: number): Promise<string[]> {
  const source = make.endless ? make.endless() : await fileSource(join(folder, String(index)))
  const keeper = new Keeper(storage, null, 'part')
  try {
    const { parts } = await unpack(source, keeper, { limits: UNPACK_LIMITS, signal })
    const outcomes: string[] = []
    for (const part of parts) {
      if ('error' in part) outcomes.push(reasonOf(part.error))
      else if (part.kept) outcomes.push(await keeper.with(part.kept, (text) => said(text, part)).catch(reasonOf))
      else outcomes.push(await said(source, part).catch(reasonOf))
    }
    return outcomes
  } catch (error) {
    return [reasonOf(error)]
  }
}

if (verb === 'make')
  for (const [index, { make }] of HOSTILE.entries())
    if (make.bytes) writeFileSync(join(folder, String(index)), await make.bytes())

if (verb === 'take') {
  for (const [index, hostile] of HOSTILE.entries()) {
    const started = performance.now()
    const outcome = await outcomeOf(hostile, index)
    const ms = Math.round(performance.now() - started)
    console.log(JSON.stringify({ name: hostile.name, outcome, ms }))
  }
  console.log(JSON.stringify({ maxRssMb: Math.round(mostMemory()) }))
}
