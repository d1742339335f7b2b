import { FlowProducer, Queue, type FlowJob, type Job, type JobsOptions } from 'bullmq'
import type { Redis } from 'ioredis'
import type { StageName } from '@techdeck/contracts'
import { STAGES } from '@techdeck/contracts/names'
import { RETRIES } from '@techdeck/core'
import type { InspectJob, PreviewJob, RootJob, ShardList, StageJob } from './jobs.ts'
import { PREFIX } from './connection.ts'
import { ROOT_QUEUE, inspectId, previewId, rootId, shardJobId, stageId } from './names.ts'

/** Finished jobs are kept for a while to be looked at, then removed. */
const JOB_OPTIONS: JobsOptions = {
  attempts: 1 + RETRIES.count,
  backoff: { type: 'exponential', delay: RETRIES.firstMs, jitter: RETRIES.jitter },
  removeOnComplete: { age: 3600, count: 2000, limit: 200 },
  removeOnFail: { age: 86_400, count: 2000, limit: 200 },
  sizeLimit: 4096,
}
/** Whatever becomes of a child, its parent's code runs and decides by the records. */
const CHILD_OPTIONS: JobsOptions = { ...JOB_OPTIONS, ignoreDependencyOnFailure: true }

/** What one round may take, however long some of it waits for disk or database. */
const ROUND_MS = 24 * 3_600_000

const MOVES_BY_ITSELF = new Set(['waiting', 'active', 'delayed', 'prioritized'])

/** Puts jobs on BullMQ's queues; see the ports of the pipeline for what each method guarantees. */
export class BullFlowQueue {
  readonly #producer: FlowProducer
  readonly #queues: Map<string, Queue>
  readonly #prefix: string

  /** `prefix` keeps the queues of one system apart from those of another on the same server. */
  constructor(connection: Redis, prefix = PREFIX) {
    this.#prefix = prefix
    this.#producer = new FlowProducer({ connection, prefix })
    this.#queues = new Map([ROOT_QUEUE, ...STAGES].map((name) => [name, new Queue(name, { connection, prefix })]))
    // The connection tells of its errors itself; without a listener each would end the process.
    this.#producer.on('error', () => {})
    for (const queue of this.#queues.values()) queue.on('error', () => {})
  }

  /** The queues themselves, for those who look into them. */
  get queues(): readonly Queue[] {
    return [...this.#queues.values()]
  }

  async addFlow({
    id,
    round,
    datasetIds,
    stagesPlanned,
  }: {
    id: string
    round: number
    datasetIds: string[]
    stagesPlanned: StageName[]
  }): Promise<void> {
    const root: RootJob = { executionId: id, round, deadline: Date.now() + ROUND_MS }
    await this.#producer.add({
      name: 'root',
      queueName: ROOT_QUEUE,
      data: root,
      opts: { ...JOB_OPTIONS, jobId: rootId(root) },
      children: datasetIds.map((datasetId) => chainOf(root, datasetId, stagesPlanned)),
    })
  }

  async addShards(job: StageJob, { plan, phase, of, indices }: ShardList): Promise<void> {
    const queue = this.#queue(job.stage)
    const parent = { id: stageId(job), queue: queue.qualifiedName }
    await queue.addBulk(
      indices.map((index) => ({
        name: 'shard',
        data: { ...identity(job), plan, phase, index, of },
        opts: { ...CHILD_OPTIONS, jobId: shardJobId(job, { phase, index }), parent },
      })),
    )
  }

  /** Like `addShards`; jobs of those shards that ended without a commit are removed first, so that they run again. */
  async addShardsAgain(job: StageJob, shards: ShardList): Promise<void> {
    const queue = this.#queue(job.stage)
    await Promise.all(
      shards.indices.map((index) => forgetEnded(queue, shardJobId(job, { phase: shards.phase, index }))),
    )
    await this.addShards(job, shards)
  }

  async addInspect(job: InspectJob): Promise<void> {
    const queue = this.#queue('ingestion')
    await forgetEnded(queue, inspectId(job))
    await queue.add('inspect', job, { ...JOB_OPTIONS, jobId: inspectId(job) })
  }

  async addPreview(job: PreviewJob): Promise<void> {
    const queue = this.#queue('ingestion')
    await forgetEnded(queue, previewId(job))
    await queue.add('preview', job, { ...JOB_OPTIONS, lifo: true, jobId: previewId(job) })
  }

  async flowAlive(root: RootJob, frontier: readonly StageJob[]): Promise<boolean> {
    const jobs = [
      this.#isAlive(ROOT_QUEUE, rootId(root), frontier.length === 0),
      ...frontier.map((job) => this.#isAlive(job.stage, stageId(job), true)),
    ]
    return (await Promise.all(jobs)).every(Boolean)
  }

  async inspectAlive(job: InspectJob): Promise<boolean> {
    return MOVES_BY_ITSELF.has(await this.#queue('ingestion').getJobState(inspectId(job)))
  }

  async close(): Promise<void> {
    await Promise.all([this.#producer.close(), ...[...this.#queues.values()].map((queue) => queue.close())])
  }

  async #isAlive(queueName: string, id: string, withChildren: boolean): Promise<boolean> {
    const queue = this.#queue(queueName)
    const state = await queue.getJobState(id)
    if (state !== 'waiting-children') return MOVES_BY_ITSELF.has(state)
    return withChildren ? this.#childrenAlive(await queue.getJob(id)) : true
  }

  async #childrenAlive(job: Job | undefined): Promise<boolean> {
    const { unprocessed = [] } = (await job?.getDependencies({ unprocessed: { count: 200 } })) ?? {}
    const alive = await Promise.all(
      unprocessed.map((key) => {
        const [queueName, id] = key.slice(this.#prefix.length + 1).split(':')
        return this.#isAlive(queueName, id, true)
      }),
    )
    return alive.length > 0 && alive.every(Boolean)
  }

  #queue(name: string): Queue {
    const queue = this.#queues.get(name)
    if (!queue) throw new RangeError(`There is no queue ${name}.`)
    return queue
  }
}

/** Removes a job that has ended, so that its id can be added again. */
async function forgetEnded(queue: Queue, id: string): Promise<void> {
  const job = await queue.getJob(id)
  if (job && ['failed', 'completed'].includes(await job.getState())) await job.remove()
}

const identity = ({ executionId, round, deadline, datasetId, stage }: StageJob): StageJob => ({
  executionId,
  round,
  ...(deadline !== undefined && { deadline }),
  datasetId,
  stage,
})

function chainOf(root: RootJob, datasetId: string, stages: readonly StageName[]): FlowJob {
  const nodes = stages.map((stage): FlowJob => {
    const job: StageJob = { ...root, datasetId, stage }
    return { name: 'stage', queueName: stage, data: job, opts: { ...CHILD_OPTIONS, jobId: stageId(job) } }
  })
  return nodes.reduce((before, node) => ({ ...node, children: [before] }))
}
