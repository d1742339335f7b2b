import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { startBenchStack, type BenchStack } from '@techdeck/bench/stack'
import { isFinal, STAGES, type DatasetView, type ExecuteBody, type ExecutionView } from '@techdeck/contracts'
import { delay } from '@techdeck/core'
import { freePort } from '@techdeck/devstack'

const CLI = new URL('../../../apps/cli/main.ts', import.meta.url).pathname

/** A whole system of real processes, with what tests do to it. */
export interface TestStack extends BenchStack {
  /** Where the API tells its figures. */
  metricsUrl: string
  /** Sends a request as it is and gives the answer, whatever it is. */
  call(path: string, init?: RequestInit): Promise<{ status: number; text: string }>
  /** Uploads one file and waits until its inspection has ended. */
  upload(name: string, content: Uint8Array<ArrayBuffer> | string, mapping?: object): Promise<DatasetView>
  /** Runs data sets to their end. */
  run(body: ExecuteBody): Promise<ExecutionView>
  /** Waits until an execution has ended. */
  ended(executionId: string): Promise<ExecutionView>
  /** Runs a command of the CLI as a process of its own, with the stack's keys. */
  cli(args: readonly string[]): Promise<{ code: number; stdout: string; stderr: string }>
  /** Process ids of API and workers. */
  pids(): { [service: string]: number | undefined }
}

/**
 * Starts a stack with servers of its own: whoever looks at all keys of a Redis must be alone with it.
 * One worker serves all stages unless `workers` says otherwise.
 */
export async function startTestStack({
  workers = [STAGES],
  environment = {},
}: {
  workers?: readonly (readonly string[])[]
  environment?: { readonly [name: string]: string | undefined }
} = {}): Promise<TestStack> {
  const metricsPort = await freePort()
  const own = { REDIS_URL: undefined, MONGODB_URI: undefined, METRICS_PORT: String(metricsPort) }
  const bench = await startBenchStack({ workers, environment: { ...environment, ...own } })
  const { stack, client, token } = bench
  const ended = async (id: string) => {
    for await (const _ of client.watch(id)) {
      // Only the end matters here.
    }
    const execution = await client.getPipeline({ params: { id } })
    if (!isFinal(execution.status)) throw new Error(`The watch ended, the execution is ${execution.status}.`)
    return execution
  }
  return {
    ...bench,
    metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`,
    async call(path, { headers, ...init } = {}) {
      const given = { authorization: `Bearer ${token}`, ...(headers as Record<string, string>) }
      const response = await fetch(`${stack.apiUrl}/api/v1${path}`, { ...init, headers: given })
      return { status: response.status, text: await response.text() }
    },
    async upload(name, content, mapping) {
      const files = [{ name, content: new Blob([content]) }]
      let dataset = await client.uploadDataset({ files, force: true, waitInspected: true, ...(mapping && { mapping }) })
      while (dataset.status === 'inspecting') {
        await delay(50)
        dataset = await client.getDataset({ params: { id: dataset.id } })
      }
      return dataset
    },
    async run(body) {
      const { id } = await client.executePipeline({ body })
      return ended(id)
    },
    ended,
    async cli(args) {
      const options = { env: { ...stack.environment }, maxBuffer: 64 * 1024 ** 2 }
      try {
        const { stdout, stderr } = await promisify(execFile)(process.execPath, [CLI, ...args], options)
        return { code: 0, stdout, stderr }
      } catch (error) {
        const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
        return { code, stdout, stderr }
      }
    },
    pids: () =>
      Object.fromEntries(
        stack.services.flatMap((service) =>
          ['redis', 'mongo'].includes(service.name) ? [] : [[service.name, service.state().pid]],
        ),
      ),
  }
}
