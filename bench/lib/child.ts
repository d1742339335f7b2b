import { fork } from 'node:child_process'
import { once } from 'node:events'

/** A process of a benchmark that answers each message with one. */
export interface Child {
  readonly pid: number | undefined
  ask<A>(message: unknown): Promise<A>
  stop(): Promise<void>
}

/** Starts a script of the benchmark. One that ends by itself fails whoever asks. */
export function startChild(script: URL, args: readonly string[]): Child {
  const child = fork(script, [...args])
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`${script.pathname.split('/').at(-1)} ended with ${code}.`)
  })
  ended.catch(() => {})
  return {
    pid: child.pid,
    async ask<A>(message: unknown) {
      const answered = once(child, 'message')
      child.send(message as object)
      const [value] = (await Promise.race([answered, ended])) as [A]
      return value
    },
    async stop() {
      child.kill()
      await ended.catch(() => {})
    },
  }
}

/** The other side: calls the handler for each message and sends what it gives. */
export function answer(handle: (message: never) => Promise<unknown>): void {
  process.on('message', (message) => {
    void handle(message as never).then((value) => process.send?.(value ?? {}))
  })
}
