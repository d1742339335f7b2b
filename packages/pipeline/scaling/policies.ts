/** How a group of workers stands when it is looked at. */
export interface Load {
  /** Workers that take jobs. */
  instances: number
  /** Workers that were started and do not take jobs yet. */
  starting: number
  /** How busy the processors of the workers are on average, from 0 to 1. */
  cpu: number
  /** Jobs that a worker could take now. */
  waiting: number
  /** Milliseconds for which the job has waited that waits longest; 0 when none waits. */
  oldestWaitMs: number
  /** Jobs that end in a minute, of all workers together. */
  perMinute: number
}

/** How many workers a policy would like, and in which words it is told. */
export interface Wish {
  instances: number
  because: string
}

/** Says from how a group stands how many workers it should have. It keeps nothing. */
export type ScalingPolicy = (load: Load) => Wish

const percent = (share: number): string => `${Math.round(share * 100)} %`

/** One more when the processors are busier than `above`, one fewer when they are less busy than `below`. */
export function byProcessor({ above, below } = { above: 0.8, below: 0.2 }): ScalingPolicy {
  return ({ instances, starting, cpu }) => {
    const all = instances + starting
    if (cpu > above) return { instances: all + 1, because: `processors at ${percent(cpu)}, above ${percent(above)}` }
    if (cpu < below) return { instances: all - 1, because: `processors at ${percent(cpu)}, below ${percent(below)}` }
    return { instances: all, because: `processors at ${percent(cpu)}` }
  }
}

export interface WaitTarget {
  /** Milliseconds that a job may wait. */
  waitMs: number
  /** Milliseconds until a worker that is started takes its first job. */
  startMs: number
}

/** Between these two, workers are neither too few nor too many for what comes in: chance alone moves nobody. */
const [IDLE, BUSY] = [0.6, 0.9]

/**
 * As many as what comes in keeps busy, and as take what waits within the target. What one worker ends is learnt from
 * what ends now and how busy they are. What will be taken before one more worker could help asks for nobody, and nobody
 * is sent away while more than that waits.
 */
export function byWait({ waitMs, startMs }: WaitTarget = { waitMs: 30_000, startMs: 10_000 }): ScalingPolicy {
  return ({ instances, starting, cpu, waiting, oldestWaitMs, perMinute }) => {
    const all = instances + starting
    const because = `${waiting} jobs wait, the oldest for ${Math.round(oldestWaitMs / 1000)} s; processors at ${percent(cpu)}`
    if (all === 0) return { instances: waiting > 0 ? 1 : 0, because }
    const perMs = perMinute / 60_000
    const each = perMs / (instances * Math.max(cpu, 0.01))
    // While nothing ends, how long they wait is all that is known.
    if (!(each > 0)) return { instances: oldestWaitMs > waitMs ? all + 1 : waiting > 0 ? all : all - 1, because }
    if (waiting > perMs * startMs)
      return { instances: Math.max(all, Math.ceil(perMs / each + waiting / (each * waitMs))), because }
    const atWork = perMs / each
    const wanted = atWork > BUSY * all ? Math.ceil(atWork / BUSY) : Math.min(all, Math.ceil(atWork / IDLE))
    return { instances: wanted, because }
  }
}
