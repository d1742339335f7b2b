import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { generate, truthFile } from './generator/index.ts'
import { dataFolder, truthFolder } from './index.ts'

// Writes examples/data and examples/truth anew. Run: pnpm --filter @techdeck/examples generate

/** A gzip that holds the same bytes stays, since compressors of other versions write other ones. */
function isSameArchive(path: string, bytes: Buffer): boolean {
  return path.endsWith('.gz') && existsSync(path) && gunzipSync(readFileSync(path)).equals(gunzipSync(bytes))
}

function put(path: string, bytes: Buffer | string): void {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, bytes)
}

const { files, summary } = generate()
const kept = files.filter(({ truth, bytes }) => isSameArchive(join(dataFolder, truth.file), bytes))
const archives = new Map(kept.map(({ truth }) => [truth.file, readFileSync(join(dataFolder, truth.file))]))
for (const folder of [dataFolder, truthFolder]) rmSync(folder, { recursive: true, force: true })
for (const { truth, bytes } of files) {
  put(join(dataFolder, truth.file), archives.get(truth.file) ?? bytes)
  put(join(truthFolder, `${truth.file}.json`), truthFile(truth))
}
put(join(truthFolder, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`)
process.stdout.write(`${JSON.stringify(summary)}\n`)
