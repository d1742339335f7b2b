import { AsyncLocalStorage } from 'node:async_hooks'
import { STAGES, isFinal, type Dataset, type Execution, type StageName } from '@techdeck/contracts'
import { ProcessingFinalError, ResourceError, seeded, type Random } from '@techdeck/core'
import { cancelExecution, retryExecution } from '../control.ts'
import type { PipelineDeps } from '../deps.ts'
import { createHandlers } from '../handlers.ts'
import { MemoryProgress } from '../memory/index.ts'
import { ProgressTracker } from '../progress.ts'
import { Reconciler } from '../reconcile.ts'
import { promisesBroken, type Intent } from './promises.ts'
import { createWorld, type World } from './world.ts'

export interface History {
  /** What went wrong with the promises of the protocol; empty when nothing did. */
  problems: string[]
  faults: number
  rounds: number
  /** How it ended each time. */
  ends: string[]
  /** Shards that were parked, as `stage.index`. */
  parked: string[]
}

/** Whoever is never killed: clients. */
const CLIENT = -1
/** The worker that a call belongs to. */
const running = new AsyncLocalStorage<number>()
const WORKERS = 3
const FAULTY_STEPS = 400
const MAX_STEPS = 20_000

/** What a history has in it. */
interface Setting {
  workers: number
  /** Jobs that are worked on at once. */
  jobs: number
  window: number
  /** Steps that work on a shard takes; what is broken shows in the first. */
  steps: number
  /** How many shards the data set has. */
  shards: (random: Random) => number
  /** What is broken in it. */
  broken: (random: Random) => BrokenPart
  /** Whether servers, queues and workers fail and clients change their minds, too. */
  faulty: boolean
  /** Of calls of each port, how many fail, half of them after they took effect; in [0, 1]. */
  failing?: number
}

const WHATEVER: Setting = {
  workers: WORKERS,
  jobs: 4,
  window: 3,
  steps: 1,
  shards: (random) => 1 + random.below(6),
  broken: brokenPart,
  faulty: true,
}

/** Whatever may happen happens, for a while. */
export const simulate = (seed: number): Promise<History> => run(seed, WHATEVER)

/** The same, where of all calls of every port 1 to 20 % fail, as the seed says, half of them after they took effect. */
export const simulateFailingPorts = (seed: number): Promise<History> =>
  run(seed, { ...WHATEVER, failing: 0.01 + 0.19 * ((seed * 0.618_034) % 1) })

/** Nothing happens but that one shard ends each worker that works on it, with many others at work beside it. */
export async function simulatePoison(seed: number): Promise<History & { poison: string; deaths: number }> {
  let part: BrokenPart | undefined
  const history = await run(seed, {
    workers: 2,
    jobs: 12,
    window: 10,
    steps: 25,
    shards: (random) => 5 + random.below(6),
    broken: (random) => (part = { ...brokenPart(random), kind: 'poison', index: random.below(5) }),
    faulty: false,
  })
  return { ...history, poison: `${part!.stage}.${part!.index}`, deaths: history.faults }
}

/**
 * Runs one execution over ports in memory where a seed decides everything: which answer comes next, which job a worker
 * takes, what is lost (queues wiped, jobs lost or handed out twice, workers killed or stopped in the middle, writes that
 * took effect without an answer), whether a shard or a finish step is broken, when a client cancels and retries. After a
 * while the faults stop; then the execution has to end, with every row exactly once.
 */
async function run(seed: number, setting: Setting): Promise<History> {
  const random = seeded(seed)
  const gates: { worker: number; open(): void }[] = []
  let { faulty } = setting
  const { failing = 0.02 } = setting
  let faults = 0

  /** Waits until the scheduler lets this go on. */
  const gate = (): Promise<void> => new Promise((open) => gates.push({ worker: running.getStore() ?? CLIENT, open }))
  const fail = (): never => {
    faults++
    throw new ResourceError('The server did not answer.')
  }
  /** A port whose every call waits for its turn, and may fail before or after it took effect. */
  const shaky = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, name) {
        const method = Reflect.get(target, name) as unknown
        if (typeof method !== 'function') return method
        return async (...args: unknown[]) => {
          await gate()
          const fate = faulty ? random.next() : 1
          if (fate < failing / 2) return fail()
          const answer: unknown = await method.apply(target, args)
          if (fate < failing) return fail()
          return answer
        }
      },
    })

  const broken = setting.broken(random)
  const world = createWorld({
    window: setting.window,
    work: {
      async shard({ stage, index }) {
        await gate()
        if (broken.stage !== stage || broken.index !== index) {
          for (let step = 1; step < setting.steps; step++) await gate()
          return {}
        }
        if (broken.kind === 'shard') throw broken.error
        return broken.kind === 'poison' ? die() : {}
      },
      async finish({ stage }) {
        await gate()
        if (broken.kind === 'finish' && broken.stage === stage) throw broken.error
        return {}
      },
    },
  })
  const { flows } = world
  const ports = {
    executions: shaky(world.executions),
    shards: shaky(world.shards),
    results: shaky(world.results),
    flows: shaky(flows),
    // The others are read and told, where the order of answers matters less: they are looked at where they fail often.
    ...(setting.failing !== undefined && {
      datasets: shaky(world.datasets),
      keys: shaky(world.deps.keys),
      leases: shaky(world.deps.leases),
      events: shaky(world.deps.events),
      progress: shaky(world.progress),
      artifacts: shaky(world.deps.artifacts),
    }),
  }
  const deps: PipelineDeps = { ...world.deps, ...ports }
  const tracker = new ProgressTracker({ ...world.deps, progress: new MemoryProgress() }, 1e9)
  const workers = Array.from({ length: setting.workers }, () => createHandlers(deps, tracker))
  const reconciler = new Reconciler(deps, 'simulated')

  const datasets: Dataset[] = [await world.addDataset(setting.shards(random))]
  if (faulty && random.chance(0.25)) datasets.push(await world.addDataset(1 + random.below(2)))
  const execution = await world.start(datasets)
  const intent: Intent = { cancelled: false, retries: 0, restarts: 0 }
  countRestarts(world.executions, intent)
  const committedTwice = watchCommits(world.shards)
  // Some clients cancel at any time, some just as the execution is about to end.
  const cancelAt = faulty && random.chance(0.2) ? random.below(FAULTY_STEPS) : -1
  let cancelAtRoot = faulty && random.chance(0.15)
  const rootId = `${execution.id}.r1`
  let retries = faulty ? 2 : 0
  let client: Promise<void> | null = null

  const working = new Map<Promise<void>, { id: string; worker: number; stop: AbortController }>()
  let looking = false
  for (let step = 0; step < MAX_STEPS; step++) {
    if (step === FAULTY_STEPS) faulty = false
    if (step === cancelAt || (cancelAtRoot && flows.active().includes(rootId))) cancel()
    const ready = flows.ready()
    if (gates.length > 0 && (random.chance(0.8) || ready.length === 0 || working.size === setting.jobs))
      gates.splice(random.below(gates.length), 1)[0].open()
    else if (ready.length > 0 && working.size < setting.jobs) work(ready[random.below(ready.length)])
    else if (await hasEnded()) {
      if (retries-- === 0 || !(await retry())) break
    } else look()
    if (faulty && random.chance(0.03)) disturb()
    if (faulty && random.chance(0.005)) look()
    await settle()
  }

  function work(id: string): void {
    const worker = random.below(workers.length)
    const stop = new AbortController()
    const job = running
      .run(worker, () => flows.work(id, workers[worker], stop.signal))
      .finally(() => working.delete(job))
    working.set(job, { id, worker, stop })
  }

  /** Any worker looks after what is stuck, one at a time. */
  function look(): void {
    if (looking) return
    looking = true
    void running
      .run(CLIENT, () => reconciler.look())
      .catch(() => {})
      .finally(() => (looking = false))
  }

  function cancel(): void {
    cancelAtRoot = false
    intent.cancelled = true
    ask(() => cancelExecution(deps, execution))
  }

  /** A client asks for something, once; it may or may not learn what came of it. */
  function ask(request: () => Promise<void>): void {
    client = running
      .run(CLIENT, request)
      .catch(() => {})
      .finally(() => (client = null))
  }

  async function hasEnded(): Promise<boolean> {
    return client === null && !looking && isFinal((await world.find(execution)).status)
  }

  /** Continues what did not end well; sometimes with what was broken still broken. */
  async function retry(): Promise<boolean> {
    const ended = await world.find(execution)
    if (ended.status === 'completed') return false
    if (random.chance(0.7)) broken.kind = 'nothing'
    intent.retries++
    ask(() => retryExecution(deps, ended))
    return true
  }

  function disturb(): void {
    faults++
    const active = flows.active()
    const kind = random.below(5)
    if (kind === 0 && random.chance(0.2)) flows.wipe()
    else if (kind === 1) flows.lose(oneOf([...flows.ready(), ...active]) ?? '')
    else if (kind === 2) flows.redeliver(oneOf(active) ?? '')
    else if (kind === 3) oneOf([...working.values()])?.stop.abort()
    else killWorker(random.below(workers.length))
  }

  function oneOf<T>(items: T[]): T | undefined {
    return items[random.below(items.length)]
  }

  /** Ends the worker that it is called in, which never comes back from it. */
  function die(): Promise<never> {
    faults++
    killWorker(running.getStore()!)
    return new Promise(() => {})
  }

  /** What a dead worker asked is never answered, and its jobs are handed out again; another takes its place. */
  function killWorker(dead: number): void {
    workers[dead] = createHandlers(deps, tracker)
    for (let at = gates.length - 1; at >= 0; at--) if (gates[at].worker === dead) gates.splice(at, 1)
    for (const [job, { id, worker }] of working) {
      if (worker !== dead) continue
      working.delete(job)
      flows.redeliver(id)
    }
  }

  tracker.close()
  const ended = await world.find(execution)
  const { problems, ends } = await promisesBroken(world, ended, intent)
  const parked = await parkedOf(world, ended)
  return { problems: [...problems, ...committedTwice], ends, faults, rounds: ended.round, parked }
}

/** Lets everything run that can run without another gate. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 12; turn++) await Promise.resolve()
}

interface BrokenPart {
  /** `poison` ends the worker that works on it. */
  kind: 'nothing' | 'shard' | 'finish' | 'poison'
  stage: StageName
  index: number
  error: Error
}

/** In some histories one shard, or one finish step, fails each time: for good, so that trying again seems sensible, or deadly. */
function brokenPart(random: Random): BrokenPart {
  const dice = random.next()
  return {
    kind: dice < 0.15 ? 'shard' : dice < 0.2 ? 'finish' : dice < 0.25 ? 'poison' : 'nothing',
    stage: STAGES[random.below(STAGES.length)],
    index: random.below(3),
    error: dice < 0.1 || dice > 0.15 ? new ProcessingFinalError('It is broken.') : new TypeError('It is broken.'),
  }
}

/** A restart may take effect without an answer, so the store is asked rather than the client. */
function countRestarts(executions: PipelineDeps['executions'], intent: Intent): void {
  const restart = executions.restart.bind(executions)
  executions.restart = async (...args) => {
    const restarted = await restart(...args)
    if (restarted) intent.restarts++
    return restarted
  }
}

/** Collects shards that more than one token was told to have committed. */
function watchCommits(shards: PipelineDeps['shards']): string[] {
  const tokens = new Map<string, string>()
  const twice: string[] = []
  const commit = shards.commit.bind(shards)
  shards.commit = async (plan, index, token, result) => {
    const committed = await commit(plan, index, token, result)
    const shard = `${plan}.${index}`
    if (committed && (tokens.get(shard) ?? token) !== token) twice.push(`shard ${shard} was committed twice`)
    if (committed) tokens.set(shard, token)
    return committed
  }
  return twice
}

async function parkedOf({ shards }: World, { stages }: Execution): Promise<string[]> {
  const parked: string[] = []
  for (const chain of Object.values(stages))
    for (const [stage, { plans }] of Object.entries(chain))
      for (const { plan, shards: count } of plans)
        for (const { index, status } of await shards.range(plan, 0, count))
          if (status === 'parked') parked.push(`${stage}.${index}`)
  return parked
}
