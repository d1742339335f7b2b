import type { ClientFrame, Dataset, Execution } from '@techdeck/contracts'
import { AppError, RateLimitExceededError } from '@techdeck/core'
import type { Callers } from '../callers.ts'
import type { ApiDeps } from '../deps.ts'
import { DatasetFeed, type DatasetFeedDeps } from './dataset-feed.ts'
import { DatasetSubscription } from './dataset-subscription.ts'
import { ExecutionFeed, type FeedDeps } from './execution-feed.ts'
import { ExecutionSubscription } from './execution-subscription.ts'
import { errorFrame } from './frames.ts'
import type { GatewayMetrics } from './metrics.ts'
import type { Outbox } from './outbox.ts'
import { EMERGENCY_ACCESS, appendRecord, type Actor } from '../plugins/audit.ts'
import { emergenciesOf, type Data } from '../policy.ts'
import type { GatewaySettings } from './settings.ts'
import type { Shared } from './shared.ts'
import { readable, readsBy, type SignIn } from './sign-in.ts'

export type GatewayDeps = FeedDeps &
  DatasetFeedDeps &
  Pick<ApiDeps, 'tickets' | 'audit'> & {
    callers: Callers
    gateway: GatewaySettings
    metrics: GatewayMetrics
    executionFeeds: Shared<ExecutionFeed>
    datasetFeeds: Shared<DatasetFeed>
  }

type Subscribe = Extract<ClientFrame, { type: 'subscribe' }>
type Unsubscribe = Extract<ClientFrame, { type: 'unsubscribe' }>

/** The request that became the socket. */
export type Origin = Pick<Actor, 'id' | 'ip'>

interface Held {
  noun: 'pipeline' | 'dataset'
  data: Data
  /** Whose it is by now; `null` when it is gone. */
  readAgain(): Promise<Data | null>
  stop(): void
}

/** What one socket is subscribed to: each execution and each data set at most once. */
export class Subscriptions {
  readonly #deps: GatewayDeps
  readonly #outbox: Outbox
  readonly #origin: Origin
  readonly #held = new Map<string, Held>()
  #isClosed = false

  constructor(deps: GatewayDeps, outbox: Outbox, origin: Origin) {
    this.#deps = deps
    this.#outbox = outbox
    this.#origin = origin
  }

  /**
   * Subscribes and answers. The same subject again replaces the subscription. What is read through broken glass is in the
   * audit log before anything of it is sent.
   *
   * @throws NotFoundError for what is not there or not theirs, RateLimitExceededError, and what the store throws
   */
  async add(frame: Subscribe, who: SignIn): Promise<void> {
    this.remove(frame)
    if (this.#held.size >= this.#deps.gateway.subscriptions)
      throw new RateLimitExceededError(`A socket has at most ${this.#deps.gateway.subscriptions} subscriptions.`)
    await (frame.execution_id === undefined ? this.#addDataset(frame, who) : this.#addExecution(frame, who))
  }

  /** Removing what is not there changes nothing. */
  remove(frame: Subscribe | Unsubscribe): void {
    this.#drop(keyOf(frame))
  }

  /** Whether all of it may still be read. */
  allAllowed(who: SignIn): boolean {
    try {
      for (const { data, noun } of this.#held.values()) readable(data, who, noun)
      return true
    } catch {
      return false
    }
  }

  /** Reads anew whose all of it is: it may have been given to somebody else. What is gone ends by its feed. */
  async refresh(): Promise<void> {
    for (const held of this.#held.values()) {
      const { data } = held
      const now = await held.readAgain()
      if (now && held.data === data) held.data = now
    }
  }

  close(): void {
    this.#isClosed = true
    for (const key of this.#held.keys()) this.#drop(key)
  }

  async #addExecution(frame: Subscribe, who: SignIn): Promise<void> {
    const { gateway, executionFeeds, executions, watchers } = this.#deps
    const execution = readable(await executions.get(frame.execution_id!), who, 'pipeline')
    await this.#noteEmergency(execution, who, 'pipeline')
    const { value: feed, giveBack } = executionFeeds.take(
      execution.id,
      () => new ExecutionFeed(this.#deps, execution, gateway),
    )
    const leave = watchers.enter(execution.id)
    const subscription = new ExecutionSubscription(feed, this.#outbox, execution.id, frame.events, (error) =>
      this.#over(frame, error),
    )
    this.#hold(frame, {
      noun: 'pipeline',
      data: ofRun(execution),
      async readAgain() {
        const now = await executions.get(execution.id)
        return now && ofRun(now)
      },
      stop() {
        subscription.stop()
        leave()
        giveBack()
      },
    })
    await this.#started(frame, subscription.start(frame.after))
  }

  async #addDataset(frame: Subscribe, who: SignIn): Promise<void> {
    const { gateway, datasetFeeds, datasets } = this.#deps
    const id = frame.dataset_id!
    const { value: feed, giveBack } = datasetFeeds.take(id, () => new DatasetFeed(this.#deps, id, gateway))
    try {
      const known = await feed.known(gateway.uploadWaitMs)
      const owned = readable(known, who, 'dataset')
      await this.#noteEmergency(owned, who, 'dataset')
      const subscription = new DatasetSubscription(feed, this.#outbox, id, frame.events, (error) =>
        this.#over(frame, error),
      )
      this.#hold(frame, {
        noun: 'dataset',
        data: ofDataset(owned),
        async readAgain() {
          const now = await datasets.get(id)
          return now && ofDataset(now)
        },
        stop() {
          subscription.stop()
          giveBack()
        },
      })
      if (!this.#isClosed) subscription.start(owned)
    } catch (error) {
      giveBack()
      throw error
    }
  }

  async #noteEmergency(data: Data & { id: string }, who: SignIn, noun: Held['noun']): Promise<void> {
    const emergencies = emergenciesOf(readsBy(data, who, noun))
    if (emergencies.length === 0) return
    await appendRecord(
      this.#deps,
      { ...this.#origin, principal: who.principal, emergencies },
      {
        operation: EMERGENCY_ACCESS,
        dataType: noun,
        dataId: data.id,
        executionId: noun === 'pipeline' ? data.id : null,
        purpose: 'Watch it over a socket',
        details: {},
      },
    )
  }

  #hold(frame: Subscribe, held: Held): void {
    this.#held.set(keyOf(frame), held)
    this.#deps.metrics.subscriptions++
    if (this.#isClosed) this.remove(frame)
  }

  async #started(frame: Subscribe, starting: Promise<void>): Promise<void> {
    try {
      await starting
    } catch (error) {
      this.remove(frame)
      throw error
    }
  }

  /** The subscription has ended: by itself, or since it cannot go on, which the client is told. */
  #over(frame: Subscribe, error?: unknown): void {
    this.remove(frame)
    if (error === undefined) return
    if (!(error instanceof AppError)) this.#deps.logger.warn({ err: error }, 'a subscription failed')
    this.#outbox.send(errorFrame(error, frame))
  }

  #drop(key: string): void {
    const held = this.#held.get(key)
    if (!held) return
    this.#held.delete(key)
    this.#deps.metrics.subscriptions--
    held.stop()
  }
}

/** Whose it is, and no more of it. */
const ofRun = ({ workspaceId, userId, datasetIds, owners }: Execution): Data => ({
  workspaceId,
  userId,
  datasetIds,
  owners,
})
const ofDataset = ({ id, workspaceId, userId }: Pick<Dataset, 'id' | 'workspaceId' | 'userId'>): Data => ({
  id,
  workspaceId,
  userId,
})

const keyOf = ({ execution_id, dataset_id }: Subscribe | Unsubscribe): string =>
  execution_id === undefined ? `dataset ${dataset_id}` : `execution ${execution_id}`
