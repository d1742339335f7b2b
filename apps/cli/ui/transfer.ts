import cliProgress from 'cli-progress'
import { formatBytes, formatDuration, formatShare } from '@techdeck/client/figures'
import type { Output, Terminal } from '../output.ts'
import { formatRate } from './format.ts'

/** Follows bytes that go over the line. */
export interface Transfer {
  /** All bytes moved so far. */
  moved: (bytes: number) => void
  /** Ends the bar, as it is. */
  stop: () => void
}

/** Bytes per second over the last few seconds, so that the estimate follows a line that becomes slow. */
export class RateMeter {
  readonly #samples: { at: number; bytes: number }[]
  readonly #windowMs: number

  constructor(startedAt: number, windowMs = 5000) {
    this.#samples = [{ at: startedAt, bytes: 0 }]
    this.#windowMs = windowMs
  }

  /** Notes all bytes moved until a time; 0 is said while no time has passed. */
  rate(bytes: number, at: number): number {
    this.#samples.push({ at, bytes })
    while (this.#samples.length > 2 && (this.#samples[1]?.at ?? at) < at - this.#windowMs) this.#samples.shift()
    const first = this.#samples[0] ?? { at, bytes }
    return at > first.at ? ((bytes - first.bytes) / (at - first.at)) * 1000 : 0
  }
}

/** `12 MB of 40 MB (30 %), 3.1 MB/s, 9.0 s left`. */
export function describeTransfer(bytes: number, total: number, rate: number): string {
  const share = total > 0 ? Math.min(1, bytes / total) : 1
  const left = rate > 0 && bytes < total ? `, ${formatDuration(((total - bytes) / rate) * 1000)} left` : ''
  return `${formatBytes(bytes)} of ${formatBytes(total)} (${formatShare(share)}), ${formatRate(rate)}${left}`
}

const LINE_EVERY_MS = 5000
const SAMPLE_EVERY_MS = 100

/** A bar with rate and remaining time on a terminal; elsewhere a line on standard error every five seconds. */
export function followTransfer(out: Output, what: string, total: number, now = () => performance.now()): Transfer {
  const meter = new RateMeter(now())
  let text = describeTransfer(0, total, 0)
  let sampledAt = now()
  let saidAt = now()
  const bar = out.terminal && barOn(out.terminal, what, total, () => text)
  return {
    moved(bytes) {
      const at = now()
      if (at - sampledAt < SAMPLE_EVERY_MS && bytes < total) return
      sampledAt = at
      text = describeTransfer(bytes, total, meter.rate(bytes, at))
      bar?.update(bytes)
      if (bar || at - saidAt < LINE_EVERY_MS) return
      saidAt = at
      out.note(`${what}: ${text}`)
    },
    stop: () => bar?.stop(),
  }
}

const WIDTH = 30

function barOn(terminal: Terminal, what: string, total: number, text: () => string) {
  const bar = new cliProgress.SingleBar({
    stream: terminal,
    hideCursor: true,
    format: (_options, { progress }) => {
      const filled = Math.round(Math.min(1, progress) * WIDTH)
      const line = `${what} ${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${text()}`
      return line.slice(0, Math.max(20, (terminal.columns ?? 80) - 1))
    },
  })
  bar.start(total, 0)
  return bar
}
