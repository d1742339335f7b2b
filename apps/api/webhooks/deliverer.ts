import { DEFAULT_WORKSPACE, type Webhook, type WebhookDelivery, type WebhookReason } from '@techdeck/contracts'
import { delay, newId } from '@techdeck/core'
import type { ApiDeps } from '../deps.ts'
import { deliveryOf, messageOf } from './message.ts'
import { nextTry } from './next-try.ts'
import { signedHeaders } from './secrets.ts'
import { send, type Outcome } from './send.ts'

const EVERY_MS = 1000
const TIMEOUT_MS = 10_000
/** Messages that one process sends at the same time. */
const AT_ONCE = 16
const ENDS_AT_ONCE = 100
/** After a message failed for good, where nothing has arrived for so long, nothing more is sent. */
const FAILING_MS = 24 * 3_600_000
const GONE = 410

export type DelivererDeps = Pick<
  ApiDeps,
  'webhooks' | 'webhookDeliveries' | 'executions' | 'keyRing' | 'audit' | 'clock' | 'logger' | 'settings'
>

/**
 * Tells webhooks of the ends of runs, at least once each. An end stands in the record of its execution from the write
 * that ended it, and is taken out when its messages are recorded; a message is tried until it arrives, or for about a
 * day. So whichever process dies, another one goes on. Runs in every instance of the API.
 */
export class WebhookDeliverer {
  readonly #deps: DelivererDeps
  readonly #sending = new Set<Promise<void>>()

  constructor(deps: DelivererDeps) {
    this.#deps = deps
  }

  /** Goes on until `signal` aborts; what is being sent then comes due again. */
  async run(signal: AbortSignal, everyMs: number = EVERY_MS): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.tell()
        await this.begin(signal)
      } catch (error) {
        this.#deps.logger.warn({ err: error }, 'Webhooks could not be looked after')
      }
      await delay(everyMs, signal).catch(() => {})
    }
    await this.settled()
  }

  /** Records a message to each webhook that is to hear of an end. */
  async tell(): Promise<void> {
    const { executions, webhooks, webhookDeliveries, clock, settings } = this.#deps
    const untold = await executions.untold(ENDS_AT_ONCE)
    if (untold.length === 0) return
    // They are the installation's: told of every run, wherever its data sets lie.
    const listening = await webhooks.list(DEFAULT_WORKSPACE)
    for (const { execution, ends } of untold) {
      const deliveries = ends.flatMap((end) => {
        const message = messageOf(execution, end, settings.webUrl)
        return listening
          .filter(({ isEnabled, events }) => isEnabled && events.some((event) => event === message.event))
          .map((webhook) => deliveryOf(webhook, message, clock.now()))
      })
      if (deliveries.length > 0) await webhookDeliveries.add(deliveries)
      await executions.told(execution.id, Math.max(...ends.map(({ seq }) => seq)))
    }
  }

  /** Begins to send what is due. */
  async begin(signal?: AbortSignal): Promise<void> {
    const { webhookDeliveries, clock, logger } = this.#deps
    const free = AT_ONCE - this.#sending.size
    if (free <= 0) return
    const now = clock.now()
    const until = new Date(now.getTime() + 1.5 * this.#timeoutMs)
    for (const delivery of await webhookDeliveries.claim(now, until, free)) {
      const sending = this.#attempt(delivery, signal)
        // Its claim runs out, and it comes due again.
        .catch((error: unknown) => logger.warn({ err: error }, 'A webhook could not be served'))
        .finally(() => this.#sending.delete(sending))
      this.#sending.add(sending)
    }
  }

  /** Waits for what is being sent. */
  async settled(): Promise<void> {
    await Promise.all(this.#sending)
  }

  get #timeoutMs(): number {
    return this.#deps.settings.webhooks?.timeoutMs ?? TIMEOUT_MS
  }

  async #attempt(delivery: WebhookDelivery, signal: AbortSignal | undefined): Promise<void> {
    const { webhooks, webhookDeliveries, keyRing, clock, settings } = this.#deps
    const webhook = await webhooks.get(delivery.webhookId)
    const at = clock.now()
    if (!webhook?.isEnabled) {
      const attempt = { at, status: null, durationMs: 0, problem: 'disabled' as const }
      return webhookDeliveries.attempted(delivery.id, attempt, { status: 'failed', dueAt: null })
    }
    const outcome = await send(new URL(webhook.url), {
      headers: signedHeaders(keyRing, webhook, { id: delivery.messageId, body: delivery.body }, at),
      body: delivery.body,
      timeoutMs: this.#timeoutMs,
      loopback: settings.webhooks?.loopback ?? false,
      ...(signal && { signal }),
    })
    if (signal?.aborted && outcome.status === null) return
    await this.#conclude(webhook, delivery, { at, ...outcome })
  }

  async #conclude(webhook: Webhook, delivery: WebhookDelivery, attempt: Outcome & { at: Date }): Promise<void> {
    const { webhooks, webhookDeliveries, clock } = this.#deps
    const now = clock.now()
    const arrived = attempt.problem === null
    const dueAt = arrived || attempt.status === GONE ? null : nextTry(delivery.tries + 1, now)
    const status = arrived ? 'delivered' : dueAt === null ? 'failed' : 'pending'
    if (status !== 'pending')
      await this.#record('webhook.deliver', webhook, delivery, { status, answer: attempt.status })
    await webhookDeliveries.attempted(delivery.id, attempt, { status, dueAt })
    if (arrived) return webhook.failingSince === null ? undefined : webhooks.arrived(webhook.id)
    await webhooks.failing(webhook.id, now)
    if (attempt.status === GONE) await this.#disable(webhook, delivery, 'gone')
    else if (status === 'failed' && now.getTime() - Number(webhook.failingSince ?? now) >= FAILING_MS)
      await this.#disable(webhook, delivery, 'failing')
  }

  async #disable(webhook: Webhook, delivery: WebhookDelivery, reason: WebhookReason): Promise<void> {
    const { webhooks, clock, logger } = this.#deps
    if (!(await webhooks.disable(webhook.id, reason, clock.now()))) return
    logger.warn({ webhookId: webhook.id, reason }, 'a webhook is switched off')
    await this.#record('webhook.disable', webhook, delivery, { reason })
  }

  async #record(
    operation: string,
    { id, workspaceId }: Webhook,
    { messageId, event, executionId }: WebhookDelivery,
    details: Record<string, string | number | null>,
  ): Promise<void> {
    await this.#deps.audit.append({
      id: newId(),
      workspaceId,
      userId: null,
      executionId,
      operation,
      purpose: 'Tell a webhook of the end of a run',
      dataType: 'webhook',
      dataId: id,
      details: { message_id: messageId, event, ...details },
      ipAddress: null,
      timestamp: this.#deps.clock.now(),
    })
  }
}
