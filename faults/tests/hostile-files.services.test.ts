import { readFile, readdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { isConserved } from '@techdeck/contracts'
import { delay, newId } from '@techdeck/core'
import { HOSTILE_FILES } from './support/hostile-files.ts'
import { startTestStack, type TestStack } from './support/test-stack.ts'

let system: TestStack
let pids: ReturnType<TestStack['pids']>
beforeAll(async () => {
  system = await startTestStack()
  pids = system.pids()
}, 60_000)
afterAll(() => system?.close())

/** Every message says what to do: it asks for something. */
const ADVICE = /\b(Upload|Export|Decompress|Compress|Unpack|See|Set|Name)\b/

const shownOf = async (id: string) => system.client.getDataset({ params: { id } })

describe('a file that cannot be used as it is', () => {
  const refused = HOSTILE_FILES.filter((file) => file.refused)
  it.each(refused)('is refused: $what', async ({ name, content, refused: expected }) => {
    const body = new FormData()
    body.append('file', new Blob([await content()]), name)
    const id = newId()
    const answer = await system.call('/datasets', { method: 'POST', body, headers: { 'x-dataset-id': id } })
    const error = JSON.parse(answer.text) as { error_code: string; user_message: string }
    expect({ status: answer.status, error_code: error.error_code }).toEqual(expected)
    expect(error.user_message).toMatch(ADVICE)
    expect((await system.call(`/datasets/${id}`)).status).toBe(404)
  })

  const invalid = HOSTILE_FILES.filter((file) => file.invalid)
  it.each(invalid)(
    'is invalid, with what is wrong, where and what to do: $what',
    async ({ name, content, invalid: code }) => {
      const { id, status, problems, conversation_count: count } = await system.upload(name, await content())
      expect({ status, code: problems[0]?.code, file: problems[0]?.file, count }).toEqual({
        status: 'invalid',
        code,
        file: 0,
        count: 0,
      })
      expect(problems[0].message).toMatch(ADVICE)
      const answer = await system.call('/pipeline/execute', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ dataset_ids: [id] }),
      })
      expect(answer.status).toBeGreaterThanOrEqual(400)
      expect(answer.status).toBeLessThan(500)
    },
    30_000,
  )

  it('tells of each broken row where it is, when no row could be read', async () => {
    const { content } = HOSTILE_FILES.find(({ what }) => what === 'broken rows alone')!
    const { problems } = await system.upload('broken.csv', await content())
    const rows = problems.filter(({ code }) => code === 'empty_text')
    expect(rows.map(({ line }) => line)).toEqual([2, 3, 4])
    expect(rows.every(({ byte_offset: offset }) => offset !== undefined)).toBe(true)
  })

  const usable = HOSTILE_FILES.filter((file) => file.conversations !== undefined)
  it.each(usable)(
    'is used as far as it can be read, and the rest is in quarantine with its place: $what',
    async ({ name, content, conversations, badRows = {} }) => {
      const bytes = await content()
      const dataset = await system.upload(name, bytes)
      expect(dataset).toMatchObject({ status: 'ready', conversation_count: conversations })
      const execution = await system.run({ dataset_ids: [dataset.id], quality_threshold: 0 })
      expect(execution.status).toBe('completed')
      expect(execution.stages.every(({ records }) => isConserved(records))).toBe(true)
      const { data } = await system.client.listQuarantine({ params: { id: dataset.id } })
      const lines = Map.groupBy(data, (row) => row.reason_code)
      expect(
        Object.fromEntries([...lines].map(([reason, rows]) => [reason, rows.map(({ position }) => position?.line)])),
      ).toEqual(badRows)
      for (const { position, excerpt = '' } of data) {
        const start = bytes.subarray(position!.byte_offset, position!.byte_offset! + 8).toString()
        expect(excerpt.startsWith(start)).toBe(true)
        expect(excerpt.length).toBeLessThanOrEqual(200)
      }
    },
    30_000,
  )
})

describe('an upload that is cut in the middle', () => {
  it('leaves no data set and no file, whoever asks', async () => {
    const before = await artifactFolders()
    const id = newId()
    const { hostname, port } = new URL(system.stack.apiUrl)
    const socket = connect(Number(port), hostname)
    const head = [
      'POST /api/v1/datasets HTTP/1.1',
      `host: ${hostname}`,
      `authorization: Bearer ${system.token}`,
      `x-dataset-id: ${id}`,
      'content-type: multipart/form-data; boundary=cut',
      `content-length: ${64 * 1024 ** 2}`,
    ]
    const part = '--cut\r\ncontent-disposition: form-data; name="file"; filename="cut.jsonl"\r\n\r\n'
    socket.write(`${head.join('\r\n')}\r\n\r\n${part}`)
    const block = Buffer.alloc(1024 ** 2, '{"turns": []}\n')
    for (let at = 0; at < 20; at++) await new Promise((resolve) => socket.write(block, resolve))
    // Something of it was on its way to the disk.
    while ((await temporaryFiles()).length === 0) await delay(10)
    socket.destroy()
    while ((await temporaryFiles()).length > 0) await delay(10)
    expect((await system.call(`/datasets/${id}`)).status).toBe(404)
    expect(await artifactFolders()).toEqual(before)
  })
})

describe('after all of that', () => {
  it('the same processes run as before, and no thread was lost', async () => {
    expect(system.pids()).toEqual(pids)
    const logs = join(system.stack.home, 'logs')
    for (const name of (await readdir(logs)).filter((file) => /^(api|worker)/.test(file))) {
      const text = await readFile(join(logs, name), 'utf8')
      const found = text.match(/thread was lost|"status":500|INTERNAL_ERROR|uncaught/gi)
      expect({ name, found }).toEqual({ name, found: null })
    }
  })

  it('nothing half-written lies about, and every folder belongs to a data set', async () => {
    expect(await temporaryFiles()).toEqual([])
    for (const id of await artifactFolders()) expect((await shownOf(id)).id).toBe(id)
  })
})

const artifacts = () => system.stack.environment['TECHDECK_ARTIFACTS']!

const artifactFolders = async () => (await readdir(artifacts())).filter((name) => !name.startsWith('~')).toSorted()

/** Files that are being written. */
const temporaryFiles = () => readdir(join(artifacts(), '~temporary')).catch(() => [])
