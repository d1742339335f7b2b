import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { createFolderStore } from '@techdeck/artifacts'
import { AuditLog, Sealer, logSignerOf } from '@techdeck/audit'
import type { Dataset } from '@techdeck/contracts'
import { collectBytes, createLogger, newId, sha256, systemClock } from '@techdeck/core'
import { createKeyRingFile, fieldsOf, loadKeyRing } from '@techdeck/crypto'
import { homePaths, testServices, type TestServices } from '@techdeck/devstack'
import { connectStore, type Store } from '@techdeck/store'
import { run } from '../testing/recorder.ts'

const ROOT = join(import.meta.dirname, '../../..')

/** An installation on a database of its own, without processes. */
let services: TestServices
let folder: string
let environment: Record<string, string>
let paths: ReturnType<typeof homePaths>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'techdeck-drill-'))
  services = await testServices({ own: true })
  const home = join(folder, 'home')
  paths = homePaths(home)
  environment = { TECHDECK_HOME: home, MONGODB_URI: services.mongo.url }
  await mkdir(home)
  await createKeyRingFile(paths.keyFile)
}, 60_000)
afterAll(async () => {
  await services?.stop()
  await rm(folder, { recursive: true, force: true })
})

const artifacts = () => createFolderStore(paths.artifacts)
const ring = () => loadKeyRing({ file: paths.keyFile })

async function withStore<T>(work: (store: Store) => Promise<T>): Promise<T> {
  const fields = fieldsOf(await ring())
  const store = await connectStore({ uri: services.mongo.url, minPoolSize: 0, maxPoolSize: 4, fields })
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}

/** A data set with one artifact and an entry in the audit log. */
async function addDataset(store: Store, text: string): Promise<Dataset> {
  const id = newId()
  const keys = await ring()
  const { pseudonymKey } = keys
  const { dataKey, wrapped } = await keys.newDataKey(id)
  await store.keys.create(wrapped)
  const artifact = `${id}/0`
  const { sizeBytes } = await artifacts().write(artifact, dataKey, [Buffer.from(text)])
  const signer = logSignerOf(pseudonymKey)
  const audit = new AuditLog({ storage: store.audit, signer, secret: pseudonymKey, clock: systemClock, witnesses: [] })
  const of = { workspaceId: 'default', userId: 'u1', executionId: null, operation: 'dataset.create', purpose: 'a test' }
  const about = { dataType: 'dataset', dataId: id, details: {}, ipAddress: '10.0.0.1', timestamp: new Date() }
  await audit.append({ id: newId(), ...of, ...about })
  const logger = createLogger('drill', { level: 'silent' })
  await new Sealer({ storage: store.audit, signer, clock: systemClock, leases: store.leases, logger }).sealAll()
  const file = { ordinal: 0, name: `${text}.jsonl`, sizeBytes, sha256: sha256(id), artifact, rows: 1, badRows: 0 }
  const unknown = { format: 'jsonl', encoding: 'utf-8', conversationCount: 1, turnCount: 2, problems: [] }
  const by = { workspaceId: 'default', userId: 'u1', version: 1, status: 'ready' as const }
  const times = { createdAt: new Date(), updatedAt: new Date() }
  return store.datasets.create({
    id,
    ...by,
    name: text,
    ...unknown,
    sizeBytes,
    sha256: sha256(id),
    files: [file],
    dataKeyId: dataKey.id,
    ...times,
  })
}

/** What the artifact of a data set says. */
async function textOf(store: Store, { dataKeyId, files }: Dataset): Promise<string> {
  const wrapped = await store.keys.get(dataKeyId)
  const reader = await artifacts().open(files[0].artifact, await (await ring()).unwrap(wrapped!))
  const text = (await collectBytes(reader.read())).toString()
  await reader.close()
  return text
}

/** All is gone but keys and backups. */
async function loseEverything(): Promise<void> {
  await withStore((store) => store.records.clear())
  await rm(paths.artifacts, { recursive: true, force: true })
}

interface Outcome {
  point: string
  kind: string
  records: number
  artifacts: number
  newArtifacts: number
  dataKeys: number
  problems: string[]
  withoutKey: number
}
const techdeck = async (...args: string[]) => {
  const ran = await run([...args, '--json'], { environment, root: ROOT })
  return { code: ran.exitCode, said: ran.json()[0] as Outcome, notes: ran.notes }
}

describe('the drill', () => {
  it('loses everything and has it back, at the newest point and at one before, each hash and count as it was', async () => {
    const one = await withStore((store) => addDataset(store, 'the first'))
    const first = await techdeck('backup')
    expect([first.code, first.said.kind, first.said.artifacts]).toEqual([0, 'full', 1])
    const two = await withStore((store) => addDataset(store, 'the second'))
    const second = await techdeck('backup')
    expect([second.said.kind, second.said.artifacts, second.said.newArtifacts]).toEqual(['incremental', 2, 1])

    await loseEverything()
    const restored = await techdeck('restore', paths.backup, '--verify')
    expect(restored).toMatchObject({ code: 0, said: { point: second.said.point, problems: [], artifacts: 2 } })
    await withStore(async (store) => {
      expect(await store.datasets.get(two.id)).toEqual(two)
      expect([await textOf(store, one), await textOf(store, two)]).toEqual(['the first', 'the second'])
      const [newest] = await store.audit.groups(10)
      expect(newest).toBeDefined()
      expect((await store.audit.head())!.first + (await store.audit.head())!.size).toBeGreaterThanOrEqual(2)
      expect((await store.backups.newest(5)).map(({ point }) => point)).toEqual([first.said.point])
    })
    expect((await techdeck('restore', paths.backup, '--verify')).code).toBe(1)

    await loseEverything()
    expect((await techdeck('restore', paths.backup, '--to', first.said.point, '--verify')).said.problems).toEqual([])
    await withStore(async (store) => {
      expect(await textOf(store, one)).toBe('the first')
      expect(await store.datasets.get(two.id)).toBeNull()
    })
  }, 60_000)

  it('finds what was destroyed destroyed, though the point is older', async () => {
    const { point } = (await techdeck('backup')).said
    const [gone] = await withStore(async (store) => {
      const { items } = await store.datasets.list({ workspaceId: 'default' }, null, 10)
      await store.keys.destroy(items[0].id)
      return items
    })
    const after = (await techdeck('backup')).said
    await loseEverything()
    const { said } = await techdeck('restore', paths.backup, '--to', point, '--verify')
    expect(said).toMatchObject({ point, withoutKey: 1, problems: [], dataKeys: after.dataKeys })
    await withStore(async (store) => {
      expect(await store.keys.get(gone.dataKeyId)).toBeNull()
      expect(await store.datasets.get(gone.id)).toMatchObject({ status: 'deleted', deletion: { isPurging: true } })
    })
  }, 60_000)

  it('is whole after a backup that was killed, and says without the keys that nothing opens', async () => {
    const kept = await withStore(async (store) => {
      for (let at = 0; at < 8; at++) await addDataset(store, `number ${at}`)
      return addDataset(store, 'the last')
    })
    const { said } = await techdeck('backup')
    await withStore((store) => addDataset(store, 'another'))
    const command = [join(ROOT, 'apps/cli/main.ts'), 'backup', '--full']
    const child = spawn(process.execPath, command, {
      stdio: 'ignore',
      env: { ...process.env, ...environment, NODE_OPTIONS: '' },
    })
    const ended = once(child, 'exit')
    // Wherever it is by then.
    while (child.exitCode === null && !(await readdir(paths.backup)).includes('~temporary'))
      await new Promise((resolve) => setImmediate(resolve))
    child.kill('SIGKILL')
    await ended
    await loseEverything()
    const wrong = await techdeck('restore', paths.backup, '--keys', join(folder, 'nowhere'))
    expect([wrong.code, wrong.notes.join()]).toEqual([2, expect.stringMatching(/without them it does not open/)])
    const restored = await techdeck('restore', paths.backup, '--verify')
    expect(restored).toMatchObject({ code: 0, said: { problems: [] } })
    expect(restored.said.point >= said.point).toBe(true)
    expect(await withStore((store) => textOf(store, kept))).toBe('the last')
  }, 60_000)

  it('brings the key ring from its sealed copy, by the passphrase alone', async () => {
    const copy = join(folder, 'safe', 'ring.age')
    const passphrase = (text: string) => ({
      environment,
      root: ROOT,
      stdin: () => Readable.from([`${text}\n`]) as never,
    })
    const words = 'a passphrase of several words'
    expect((await run(['backup', '--ring', copy], passphrase(words))).exitCode).toBe(0)
    const original = await readFile(paths.keyFile, 'utf8')
    expect(await readFile(copy, 'utf8')).toMatch(/BEGIN AGE ENCRYPTED FILE/)
    await rm(paths.keyFile)
    const look = ['restore', paths.backup, '--dry-run', '--ring', copy]
    expect((await run(look, passphrase('another one of words'))).exitCode).toBe(2)
    const looked = await run(look, passphrase(words))
    expect([looked.exitCode, looked.lines.at(-1)]).toEqual([0, 'Every hash and every count is as it was backed up.'])
    expect(await readFile(paths.keyFile, 'utf8')).toBe(original)
  }, 60_000)
})
