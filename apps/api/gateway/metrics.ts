import { Counter, Histogram, type Registry } from 'prom-client'
import { showFigure } from '../plugins/metrics.ts'

/** What the gateway counts; plain numbers, since a message goes to thousands. */
export class GatewayMetrics {
  sockets = 0
  subscriptions = 0
  messages = 0
  slow = 0
  readonly #delay: Histogram

  constructor(registry: Registry) {
    const registers = [registry]
    const counter = (name: string, help: string, read: () => number) => {
      let told = 0
      return new Counter({
        name,
        help,
        registers,
        collect() {
          const now = read()
          this.inc(now - told)
          told = now
        },
      })
    }
    showFigure(registry, 'gateway_sockets_open', 'Sockets that are open, signed in or not', () => this.sockets)
    showFigure(registry, 'gateway_subscriptions_open', 'Subscriptions of all sockets', () => this.subscriptions)
    counter('gateway_messages_sent_total', 'Frames that were sent', () => this.messages)
    counter('gateway_slow_clients_cut_total', 'Sockets closed since their client read too slowly', () => this.slow)
    this.#delay = new Histogram({
      name: 'gateway_event_delay_seconds',
      help: 'Time from when a state change was recorded to when it was passed to the sockets that follow it',
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    })
  }

  /** A change that was recorded then is passed to those who follow. */
  passedOn(recordedAt: number): void {
    this.#delay.observe(Math.max(0, Date.now() - recordedAt) / 1000)
  }
}
