import {
  DEFAULT_WORKSPACE,
  type Dataset,
  type Execution,
  type ExecutionMode,
  type JsonObject,
} from '@techdeck/contracts'
import { newId, sha256 } from '@techdeck/core'
import { createHandlers, planExecution, ProgressTracker, type PipelineDeps } from '@techdeck/pipeline'
import { createCompute } from '@techdeck/pipeline/compute'
import { memoryPorts } from '@techdeck/pipeline/memory'
import { STAGE_DEFINITIONS } from '@techdeck/stages'
import type { TestApi } from './start-api.ts'

export interface RunSettings {
  executionMode?: ExecutionMode
  qualityThreshold?: number
  options?: { [stage: string]: JsonObject }
}

/** Works for an API's own stores in this process: queues are in memory, everything else is the real thing. */
export function workFor(api: TestApi) {
  const { deps, store } = api
  const { flows } = memoryPorts()
  const { artifacts } = deps
  const pipeline = {
    ...store,
    ...deps,
    artifacts,
    flows,
    compute: createCompute({ artifacts, stages: STAGE_DEFINITIONS }),
    stages: STAGE_DEFINITIONS,
    window: 8,
  } as unknown as PipelineDeps
  const tracker = new ProgressTracker(pipeline, 100)
  const handlers = createHandlers(pipeline, tracker)
  const drain = () => flows.drain(handlers, new AbortController().signal, 1)

  return {
    /** Uploads and inspects a file. */
    async take(ownerId: string, name: string, content: string | Buffer): Promise<Dataset> {
      const id = newId()
      const { dataKey, wrapped } = await deps.keyRing.newDataKey(id)
      await store.keys.create(wrapped)
      const bytes = Buffer.from(content)
      await artifacts.write(`${id}/0`, dataKey, [bytes])
      const file = { ordinal: 0, name, sizeBytes: bytes.length, sha256: sha256(bytes), artifact: `${id}/0` }
      const unknown = { format: null, encoding: null, conversationCount: null, turnCount: null }
      const now = new Date()
      await store.datasets.create({
        ...unknown,
        id,
        workspaceId: DEFAULT_WORKSPACE,
        userId: ownerId,
        name,
        version: 1,
        status: 'inspecting',
        sizeBytes: bytes.length,
        sha256: sha256(bytes),
        files: [file],
        problems: [],
        dataKeyId: dataKey.id,
        createdAt: now,
        updatedAt: now,
      })
      await flows.addInspect({ datasetId: id, version: 1 })
      await drain()
      return (await store.datasets.get(id))!
    },

    /** Takes a data set through all stages. */
    async run(ownerId: string, dataset: Dataset, settings: RunSettings = {}): Promise<Execution> {
      const planned = planExecution(
        {
          workspaceId: DEFAULT_WORKSPACE,
          userId: ownerId,
          datasets: [dataset],
          executionMode: 'standard',
          qualityThreshold: 0.3,
          enableBiasDetection: true,
          exportFormats: ['jsonl'],
          ...settings,
        },
        new Date(),
      )
      const { execution } = await store.executions.create(planned)
      return this.go(execution.id)
    },

    /** Takes an execution that was recorded through all its stages. */
    async go(executionId: string): Promise<Execution> {
      await flows.addFlow((await store.executions.get(executionId))!)
      await drain()
      return (await store.executions.get(executionId))!
    },

    /** Inspects what waits for it. */
    async inspect({ id, version }: Pick<Dataset, 'id' | 'version'>): Promise<Dataset> {
      await flows.addInspect({ datasetId: id, version })
      await drain()
      return (await store.datasets.get(id))!
    },

    close: () => tracker.close(),
  }
}

/** The place of the broken line of {@link SESSIONS}, as the quarantine names it. */
export const brokenRow = (): string => `0.${Buffer.byteLength(SESSIONS.slice(0, SESSIONS.lastIndexOf('{"messages"')))}`

/** What the broken line should have been. */
export const MENDED = JSON.stringify({
  messages: [
    { role: 'user', content: 'My sister does not call any more, and I do not know what I did.' },
    { role: 'assistant', content: 'It hurts not to know. What do you imagine that she would say?' },
    { role: 'user', content: 'That I was never there when she needed me, which is true for last year.' },
    {
      role: 'assistant',
      content: 'You see something that you would like to be otherwise. What would a first step be?',
    },
  ],
})

/** Conversations a line each, and one line that is broken. */
export const SESSIONS = `${[1, 2, 3]
  .map((n) =>
    JSON.stringify({
      messages: [
        ['user', `I have slept badly for ${n} weeks and I worry about my exam.`],
        ['assistant', 'That sounds exhausting. What goes through your mind when you lie awake?'],
        ['user', `That I will fail again, as I did ${n} times before, and disappoint my parents.`],
        [
          'assistant',
          'So it is not only the exam, it is what your parents would think. What would failing mean for you?',
        ],
        ['user', 'That I am worth nothing, I suppose. I know it is not true, but it feels so.'],
        ['assistant', 'You notice that the feeling and what you know differ. Shall we look at that together?'],
      ].map(([role, content]) => ({ role, content })),
    }),
  )
  .join('\n')}\n{"messages": [\n`
