import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { AuditLog, formatVerifier, logSignerOf, parseVerifier, type FoundEntry, type Verifier } from '@techdeck/audit'
import { createMemoryStorage } from '@techdeck/audit/memory'
import { CLOCK, SECRET, filledLog, logOn, newRecord, sealerOn, signer, type TestLog } from '@techdeck/audit/testing'
import type { AuditProofView } from '@techdeck/contracts'
import { failure, fakeApi, type Asked } from '../testing/fake-api.ts'
import { run } from '../testing/recorder.ts'

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
const data = (value: unknown) => ({ body: { success: true, data: value } })
const viewOf = ({ id, index, userId, operation, purpose, dataType, dataId, ipAddress, timestamp }: FoundEntry) => ({
  id,
  index,
  user_id: userId,
  execution_id: null,
  operation,
  purpose,
  data_type: dataType,
  data_id: dataId,
  details: {},
  ip_address: ipAddress,
  email: null,
  timestamp: timestamp.toISOString(),
})

/** The routes of the audit log over a log in memory. */
async function answer(log: AuditLog, { path, body }: Asked, changed: (proved: AuditProofView) => AuditProofView) {
  const url = new URL(path, 'http://x')
  const query = Object.fromEntries(url.searchParams)
  const route = url.pathname.replace('/api/v1/audit', '')
  if (route === '/checkpoint')
    return data({ checkpoint: await log.checkpoint(), verifier: log.verifier, cosigned: await log.cosigned() })
  if (route === '/consistency')
    return data({ proof: (await log.consistency(Number(query['from']), Number(query['to']))).map(base64) })
  if (route === '/batches')
    return data(
      (await log.batches(Number(query['from']), 200)).map((batch) => ({
        ...batch,
        entries: batch.entries.map((entry) => Buffer.from(entry).toString()),
        hashes: base64(batch.hashes),
      })),
    )
  if (route === '/cosignatures') {
    await log.cosign((body as { note: string }).note)
    return data({ cosigned: true })
  }
  if (route.startsWith('/entries/')) {
    const { record, leaf, proof, ...rest } = await log.prove('w1', Number(route.split('/')[2]))
    const proved = { ...rest, entry: viewOf(record), leaf: Buffer.from(leaf).toString(), proof: proof.map(base64) }
    return data(changed({ ...proved, verifier: log.verifier }))
  }
  if (route === '') {
    const found = await log.search(
      { workspaceId: 'w1', userId: query['user_id'] },
      query['cursor'] ?? null,
      Math.min(20, Number(query['limit'])),
    )
    return { body: { success: true, data: found.items.map(viewOf), meta: { next_cursor: found.nextCursor } } }
  }
  return { status: 404, body: failure('NOT_FOUND', 'There is no such thing.') }
}

describe('the audit command', () => {
  let test: TestLog
  let log: AuditLog
  let witnesses: Verifier[]
  /** What the API makes of an entry and its proof. */
  let changed: (proved: AuditProofView) => AuditProofView
  let isAway: boolean
  let api: Awaited<ReturnType<typeof fakeApi>>
  let home: string
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'cli-audit-'))
    test = await filledLog(500)
    witnesses = []
    log = test.log
    changed = (proved) => proved
    isAway = false
    api = await fakeApi((asked) =>
      isAway ? { status: 503, body: failure('RESOURCE_UNAVAILABLE', 'Not now.') } : answer(log, asked, changed),
    )
  })
  afterEach(async () => {
    await api.close()
    await rm(home, { recursive: true })
  })

  const cli = async (...args: string[]) => {
    const environment = { TECHDECK_API_URL: api.url, TECHDECK_TOKEN: 't', TECHDECK_HOME: home }
    const ran = await run(['audit', ...args], { environment })
    return { ...ran, out: ran.lines.join('\n') }
  }
  const json = async (...args: string[]) => {
    const ran = await cli(...args, '--json')
    return { exitCode: ran.exitCode, value: ran.json().at(-1) as any }
  }
  /** The first entry of a batch with another actor; leaf, tree and signature are as they were. Returns its number. */
  function tamper(): number {
    const [first, batch] = [...test.storage.stored][2]
    const entries = Buffer.from(batch.entries)
    entries[entries.indexOf('"actor":"u') + 10] = '9'.charCodeAt(0)
    test.storage.stored.set(first, { ...batch, entries })
    return first
  }
  const grow = async (entries: number) => {
    for (let at = 0; at < entries; at++) await test.log.append(newRecord())
    await test.sealer.sealAll()
  }
  const believe = (key: string) => {
    witnesses = [parseVerifier(key)!]
    log = new AuditLog({ storage: test.storage, signer, secret: SECRET, clock: CLOCK, witnesses })
  }

  it('searches page by page', async () => {
    const { value } = await json('search', '--user', 'u1', '--limit', '45')
    expect(value).toHaveLength(45)
    expect(new Set(value.map(({ index }: { index: number }) => index)).size).toBe(45)
    expect((await cli('search', '--user', 'u1', '--limit', '1')).out).toContain('dataset.read')
  })

  it('shows an entry and proves it', async () => {
    expect((await cli('show', '300')).out).toContain('It is in the signed log.')
    expect((await json('show', '300')).value).toMatchObject({ ok: true, index: 300, size: 500 })
  })

  it('shows what the leaf says, whatever stands beside it', async () => {
    changed = (proved) => ({ ...proved, entry: { ...proved.entry, user_id: 'somebody else', operation: 'nothing' } })
    const { out } = await cli('show', '300')
    expect(out).toContain('What       dataset.read, dataset d')
    expect(out).not.toMatch(/somebody else|nothing/)
    expect((await json('show', '300')).value).toMatchObject({ ok: true, entry: { operation: 'dataset.read' } })
    changed = (proved) => ({ ...proved, leaf: proved.leaf.replace('dataset.read', 'dataset.lead') })
    expect(await json('show', '300')).toMatchObject({ exitCode: 1, value: { ok: false } })
    changed = (proved) => ({ ...proved, leaf: 'nonsense' })
    expect((await cli('show', '300')).out).toContain('The proof does not hold')
  })

  it('proves nothing by a key that it does not remember, nor in a log that does not begin with what it saw', async () => {
    expect((await cli('show', '300')).exitCode).toBe(0)
    await grow(5)
    expect((await cli('show', '503')).exitCode).toBe(0)
    const own = log
    log = (await filledLog(600)).log
    expect((await json('show', '300')).value.ok).toBe(false)
    const [storage, forger] = [createMemoryStorage(), logSignerOf(Buffer.alloc(32, 9))]
    log = logOn(storage, forger)
    for (let at = 0; at < 600; at++) await log.append(newRecord())
    await sealerOn(storage, forger).sealAll()
    expect((await json('show', '300')).value.ok).toBe(false)
    expect(await cli('export', join(home, 'log.jsonl'))).toMatchObject({ exitCode: 1 })
    log = own
    expect((await json('show', '300')).value.ok).toBe(true)
  })

  it('verifies a log that nobody touched, and says which entry somebody did', async () => {
    expect(await json('verify')).toMatchObject({ exitCode: 0, value: { ok: true, size: 500, problems: [] } })
    const index = tamper()
    const { exitCode, value } = await json('verify')
    expect(exitCode).toBe(1)
    expect(value.problems[0]).toMatchObject({ index, problem: 'entry_changed' })
    expect((await cli('verify')).out).toContain(`${index}: entry_changed`)
  })

  it('remembers what it saw: a log whose end was cut, or that is another, does not verify again', async () => {
    await cli('verify')
    const head = [...test.storage.stored.keys()].at(-1)!
    const cut = test.storage.stored.get(head)!
    test.storage.stored.delete(head)
    expect((await json('verify')).value.problems).toMatchObject([{ problem: 'shorter_than_known' }])
    test.storage.stored.set(head, cut)
    await grow(5)
    expect((await json('verify')).value).toMatchObject({ ok: true, size: 505 })
    test = await filledLog(510)
    log = test.log
    expect((await json('verify')).value.problems).toMatchObject([{ index: 505, problem: 'history_changed' }])
  })

  it('writes an export that verifies without a server by the public key alone', async () => {
    const file = join(home, 'log.jsonl')
    const { value } = await json('export', file)
    expect(value).toMatchObject({ entries: 500, key: formatVerifier(signer.verifier) })
    await api.close()
    api = await fakeApi(() => ({ status: 500, body: {} }))
    const offline = ['verify', '--file', file]
    expect((await json(...offline, '--key', value.key)).value).toMatchObject({ ok: true, size: 500 })
    expect((await cli(...offline)).exitCode).toBe(2)
    expect((await cli(...offline, '--key', 'nonsense')).exitCode).toBe(2)
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.split('\n').toSpliced(-3, 1).join('\n'))
    expect((await json(...offline, '--key', value.key)).value.ok).toBe(false)
    await writeFile(file, 'nonsense')
    expect((await cli(...offline, '--key', value.key)).exitCode).toBe(2)
  })

  it('is a witness with a key of its own, whose word verify can ask for', async () => {
    const folder = join(home, 'witness')
    const witness = ['witness', '--folder', folder, '--name', 'w.test/1']
    const key = (await cli(...witness, '--show-key')).out
    expect((await cli(...witness, '--show-key')).out).toBe(key)
    expect((await json('verify', '--witness', key)).value.problems).toMatchObject([{ problem: 'not_witnessed' }])
    believe(key)
    expect((await json(...witness, '--once')).value).toMatchObject({ state: 'cosigned', size: 500 })
    expect((await json(...witness, '--once')).value).toMatchObject({ state: 'unchanged', size: 500 })
    await grow(3)
    expect((await json(...witness, '--once')).value).toMatchObject({ state: 'cosigned', size: 503 })
    const { value } = await json('verify', '--witness', key)
    expect(value).toMatchObject({ ok: true, witnesses: [{ name: 'w.test/1', size: 503 }] })
  })

  it('as a witness signs no history that contradicts the first, and keeps both sides', async () => {
    const folder = join(home, 'witness')
    const witness = ['witness', '--folder', folder, '--name', 'w.test/1', '--once']
    believe((await cli(...witness, '--show-key')).out)
    await cli(...witness)
    const first = log
    test = await filledLog(520)
    log = new AuditLog({ storage: test.storage, signer, secret: SECRET, clock: CLOCK, witnesses })
    const { exitCode, value } = await json(...witness)
    expect([exitCode, value.state, value.reason]).toEqual([1, 'forked', 'other_history'])
    expect(await log.cosigned()).toEqual([])
    expect(await readFile(value.evidence, 'utf8')).toContain(await first.checkpoint())
    test = await filledLog(20)
    log = test.log
    expect((await json(...witness)).value.reason).toBe('shorter')
    expect((await readdir(folder)).filter((name) => name.startsWith('contradiction'))).toHaveLength(2)
  })

  it('as a witness waits for a log that is away at the first look, too', async () => {
    const folder = join(home, 'witness')
    isAway = true
    const stop = new AbortController()
    const told: string[] = []
    const looking = run(['audit', 'witness', '--folder', folder, '--name', 'w.test/1', '--every', '1'], {
      environment: { TECHDECK_API_URL: api.url, TECHDECK_TOKEN: 't', TECHDECK_HOME: home },
      signal: stop.signal,
      noted: () => (isAway = false),
      heard(line) {
        told.push(line)
        stop.abort()
      },
    })
    believe((await cli('witness', '--folder', folder, '--name', 'w.test/1', '--show-key')).out)
    await looking
    expect(told.join('')).toContain('Cosigned 500 entries.')
  })

  it('as a witness signs by no key that is cut', async () => {
    const witness = ['witness', '--folder', join(home, 'cut'), '--name', 'w.test/1', '--show-key']
    await cli(...witness)
    await writeFile(join(home, 'cut', 'key'), '')
    expect(await cli(...witness)).toMatchObject({ exitCode: 2, out: '' })
  })
})
