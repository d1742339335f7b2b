import { randomBytes } from 'node:crypto'
import { cp, mkdtemp, open, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createFolderStore, createSealedFiles } from '@techdeck/artifacts'
import { KeyFolder, makeBackup, restoreBackup } from '@techdeck/backup'
import { newId, systemClock } from '@techdeck/core'
import { createKeyRingFile, fieldsOf, loadKeyRing } from '@techdeck/crypto'
import { testServices } from '@techdeck/devstack'
import { connectStore } from '@techdeck/store'

// A backup from the first byte to the point on the disk (read, hashed, synced), an incremental one, and a restore with
// every hash compared, beside a plain copy of the same files with fsync in the same run and on the same disk.

const { values } = parseArgs({
  options: {
    mb: { type: 'string', default: '1000' },
    json: { type: 'boolean' },
  },
})
const megabytes = Number(values.mb)
const ARTIFACT_BYTES = 700_000
const GOAL_S = 300
const say = (line: string) => process.stderr.write(`${line}\n`)

async function timed<T>(work: () => Promise<T>): Promise<{ seconds: number; result: T }> {
  const began = performance.now()
  const result = await work()
  return { seconds: (performance.now() - began) / 1000, result }
}

const mbPerS = ({ seconds }: { seconds: number }, bytes: number): number => Math.round(bytes / 1e6 / seconds)

/** Every file on the disk, as a backup leaves them. */
async function copy(from: string, to: string): Promise<void> {
  await cp(from, to, { recursive: true })
  for (const entry of await readdir(to, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    await using file = await open(join(entry.parentPath, entry.name))
    await file.sync()
  }
}

const folder = await mkdtemp(join(tmpdir(), 'techdeck-bench-backup-'))
const services = await testServices({ own: true, say })
try {
  const keyFile = join(folder, 'ring.json')
  await createKeyRingFile(keyFile)
  const ring = await loadKeyRing({ file: keyFile })
  const store = await connectStore({ uri: services.mongo.url, minPoolSize: 1, fields: fieldsOf(ring) })
  const root = join(folder, 'artifacts')
  const artifacts = createFolderStore(root)
  const fill = async (count: number) => {
    const id = newId()
    const { dataKey, wrapped } = await ring.newDataKey(id)
    await store.keys.create(wrapped)
    for (let at = 0; at < count; at++) await artifacts.write(`${id}/${at}`, dataKey, [randomBytes(ARTIFACT_BYTES)])
  }
  const count = Math.ceil((megabytes * 1e6) / ARTIFACT_BYTES)
  say(`writing ${count} artifacts, ${megabytes} MB`)
  await fill(count)
  const places = { folder: join(folder, 'backup'), keyFolder: join(folder, 'keys') }
  const backUp = () =>
    makeBackup({
      ...places,
      records: store.records,
      keys: store.records,
      artifacts: createSealedFiles(root),
      ring,
      clock: systemClock,
      full: false,
      keep: 10,
    })
  const plain = await timed(() => copy(root, join(folder, 'copy')))
  const full = await timed(backUp)
  await fill(Math.ceil(count / 10))
  const incremental = await timed(backUp)
  await new KeyFolder(places.keyFolder).follow(store.records)
  await store.records.clear()
  const target = {
    records: store.records,
    keys: store.records,
    artifacts: createSealedFiles(join(folder, 'restored')),
  }
  const restored = await timed(() => restoreBackup({ ...places, ring, verify: true, target }))
  const problems = restored.result.problems.length
  await store.close()

  const result = {
    bytes: full.result.bytes,
    full_mb_per_s: mbPerS(full, full.result.bytes),
    copy_mb_per_s: mbPerS(plain, full.result.bytes),
    incremental_s: Math.round(incremental.seconds * 10) / 10,
    incremental_new_mb: Math.round(incremental.result.newBytes / 1e6),
    restore_verified_mb_per_s: mbPerS(restored, restored.result.bytes),
    problems,
    ten_gb_s: Math.round((10e9 / full.result.bytes) * full.seconds),
    goal_s: GOAL_S,
  }
  process.stdout.write(`${JSON.stringify(result)}\n`)
  process.exitCode = result.ten_gb_s < GOAL_S && problems === 0 ? 0 : 1
} finally {
  await services.stop()
  await rm(folder, { recursive: true, force: true })
}
