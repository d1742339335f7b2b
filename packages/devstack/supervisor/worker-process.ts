/** A larger young generation keeps more garbage in each thread, and is collected less often. */
const nodeOptions = (semiSpaceMb: number): readonly string[] => [
  `--max-semi-space-size=${semiSpaceMb}`,
  '--expose-gc',
  '--no-parallel-scavenge',
]

/**
 * Options of Node for a worker of one stage, of which there are many; `gc` lets threads collect what they have passed
 * on. Helpers for so small a generation wait for one another more than they help, while every core has a thread of its
 * own. `apps/worker/package.json` starts a worker with the same.
 */
export const WORKER_NODE_OPTIONS = nodeOptions(2)

/** The same for the only worker of a machine: it takes less than six as it is. */
export const ONLY_WORKER_NODE_OPTIONS = nodeOptions(16)

/**
 * What a worker's memory needs of the environment: threads that share glibc's arena share what was freed in it; with
 * one each, every thread keeps its own peak.
 */
export const WORKER_ENVIRONMENT = { MALLOC_ARENA_MAX: '1' } as const

/** {@link StackOptions.workers} with one worker for all stages: its threads, and what V8 compiled in them, serve each. */
export const ONE_WORKER: readonly (readonly string[])[] = [['all']]
