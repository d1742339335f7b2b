/**
 * Options of Node for a worker. A larger young generation only keeps more garbage in each thread; `gc` lets threads
 * collect what they have passed on. Helpers for so small a generation wait for one another more than they help, while
 * every core has a thread of its own. `apps/worker/package.json` starts a worker with the same.
 */
export const WORKER_NODE_OPTIONS: readonly string[] = [
  '--max-semi-space-size=4',
  '--expose-gc',
  '--no-parallel-scavenge',
]

/**
 * What a worker's memory needs of the environment: threads that share glibc's arena share what was freed in it; with
 * one each, every thread keeps its own peak.
 */
export const WORKER_ENVIRONMENT = { MALLOC_ARENA_MAX: '1' } as const

/** {@link StackOptions.workers} with one worker for all stages: its threads, and what V8 compiled in them, serve each. */
export const ONE_WORKER: readonly (readonly string[])[] = [['all']]
