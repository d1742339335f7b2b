import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import type { Dataset, Execution, JsonObject } from '@techdeck/contracts'
import { parseRecipe } from '@techdeck/stages/recipes'
import { SESSIONS, workFor } from '../../testing/run-execution.ts'
import { startApi, type TestApi } from '../../testing/start-api.ts'

let api: TestApi
let owner: Awaited<ReturnType<TestApi['user']>>
let worker: ReturnType<typeof workFor>
let [first, second]: Dataset[] = []
let ofFirst: Execution

/** One that is in the other data set, one that nearly is, and one of its own. */
const [same, nearly] = SESSIONS.split('\n') as [string, string]
const own = JSON.stringify({
  messages: [
    { role: 'user', content: 'Since the move I do not know anybody here, and evenings are long and empty.' },
    { role: 'assistant', content: 'A new town can be lonely. What did your evenings look like before?' },
  ],
})
const SECOND = `${same}\n${nearly.replace('feels so', 'just feels that way')}\n${own}\n`

beforeAll(async () => {
  api = await startApi()
  owner = await api.user()
  worker = workFor(api)
  first = await worker.take(owner.id, 'helpline.jsonl', SESSIONS)
  second = await worker.take(owner.id, 'forum.jsonl', SECOND)
  ofFirst = await worker.run(owner.id, first, { options: { standardization: { nearDuplicates: 'mark' } } })
}, 60_000)
afterAll(async () => {
  worker?.close()
  await api?.close()
})

const post = (body: object, headers = owner.headers) =>
  api.inject({ method: 'POST', url: '/api/v1/pipeline/execute', headers, body })

async function compared(options: JsonObject, settings: object = {}): Promise<Execution> {
  const body = { dataset_ids: [second.id], quality_threshold: 0.1, ...settings }
  const { status, body: answer } = await post({ ...body, options: { standardization: options } })
  expect([status, answer.error_code]).toEqual([202, undefined])
  return worker.go(answer.data.id)
}

const hashesOf = async ({ id }: Execution) => {
  const results = await api.store.results.ofExecution(id)
  const files = results.flatMap(({ outputData }) => outputData.files.filter(({ name }) => name !== 'run.json'))
  return new Map(files.map(({ name, sha256 }) => [name, sha256]))
}
const passportsOf = async ({ id }: Execution, line: number) => {
  const url = `/api/v1/pipeline/${id}/why/forum.jsonl:${line}`
  return (await api.inject({ url, headers: owner.headers })).body.data.passports as any[]
}
const reportOf = async (execution: Execution) =>
  (await api.store.results.get(execution.id, second.id, 'standardization'))!.outputData.report as any
const idsOfFirst = async () => {
  const url = (line: number) => `/api/v1/pipeline/${ofFirst.id}/why/helpline.jsonl:${line}`
  const found = await Promise.all([1, 2].map((line) => api.inject({ url: url(line), headers: owner.headers })))
  return found.map(({ body }) => body.data.passports[0].conversation_id as string)
}

describe('a run that is compared with another data set', () => {
  it('merges what is there already into the conversation there, marks what nearly is, and names both by their ids', async () => {
    const execution = await compared({ compareWith: [first.id] })
    const ids = await idsOfFirst()
    const [merged] = await passportsOf(execution, 1)
    expect(merged.fate).toMatchObject({
      outcome: 'merged',
      reason: 'duplicate_exact',
      into: ids[0],
      into_dataset: first.id,
    })
    const [marked] = await passportsOf(execution, 2)
    expect(marked.fate.outcome).toBe('exported')
    expect(marked.steps[1].near).toEqual({ dataset_id: first.id, conversation_id: ids[0] })
    const [alone] = await passportsOf(execution, 3)
    expect(alone.steps[1].near).toBeUndefined()
    const { duplicates } = await reportOf(execution)
    expect(duplicates).toMatchObject({
      dropped: 1,
      near: { conversations: 1, clusters: 1 },
      across: [{ dataset_id: first.id, exact: 1, near: 1 }],
    })
  }, 30_000)

  it('leaves near duplicates out where those within a data set are left out', async () => {
    const execution = await compared({ compareWith: [first.id], nearDuplicates: 'drop' })
    const [dropped] = await passportsOf(execution, 2)
    expect(dropped.fate).toMatchObject({ outcome: 'merged', reason: 'near_duplicate', into_dataset: first.id })
  }, 30_000)

  it('gives the same bytes by its own recipe, also once the other data set was run otherwise', async () => {
    const execution = await compared({ compareWith: [first.id] }, { export_formats: ['jsonl', 'csv'] })
    const { manifest } = (execution.options['standardization'] as any).compareWith[0]
    expect(execution.compared).toMatchObject([{ datasetId: first.id, version: 1, manifestHash: manifest }])
    const url = `/api/v1/pipeline/${execution.id}/exports/recipe.yaml`
    const recipe = (await api.inject({ url, headers: owner.headers })).text
    expect(recipe).toContain(`manifest: ${manifest}`)
    await worker.run(owner.id, first, { options: { standardization: { nearDuplicates: 'keep' } } })
    const { status, body } = await post({ dataset_ids: [second.id], recipe: parseRecipe(recipe, 'of the export') })
    expect([status, body.message]).toEqual([202, undefined])
    const again = await worker.go(body.data.id)
    expect(again.stages[second.id]['standardization'].status).toBe('reused')
    expect(await hashesOf(again)).toEqual(await hashesOf(execution))
    // The newest run kept no signatures, so the one before it serves; compared with nothing, it is another result.
    const newest = await compared({ compareWith: [first.id] }, { export_formats: ['jsonl', 'csv'] })
    expect(newest.compared).toEqual(execution.compared)
    const alone = await compared({ compareWith: [] }, { export_formats: ['jsonl', 'csv'] })
    expect(alone.stages[second.id]['standardization'].status).toBe('completed')
  }, 60_000)

  it('is refused where there is nothing to compare with, or where the other is not the caller’s', async () => {
    const never = await worker.take(owner.id, 'never.jsonl', SESSIONS.replaceAll('weeks', 'months'))
    const ask = (id: string, headers = owner.headers) =>
      post({ dataset_ids: [second.id], options: { standardization: { compareWith: [id] } } }, headers)
    const none = await ask(never.id)
    expect([none.status, none.body.details]).toEqual([
      400,
      [{ path: 'options.standardization.compareWith.0', problem: 'nothing to compare with' }],
    ])
    expect((await ask(second.id)).status).toBe(400)
    const stranger = await api.user()
    const theirs = await worker.take(stranger.id, 'theirs.jsonl', SESSIONS)
    expect((await ask(theirs.id)).status).toBe(404)
  }, 30_000)
})
