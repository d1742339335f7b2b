import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createClient, type Client } from '@techdeck/client'
import { isFinal, STAGES, type DatasetView, type ExecuteBody, type ExecutionView } from '@techdeck/contracts'
import { delay } from '@techdeck/core'
import { freePort, startStack, type Stack } from '@techdeck/devstack'

const CLI = new URL('../../../apps/cli/main.ts', import.meta.url).pathname

/** A whole system of real processes in a throw-away home, with an admin's client. */
export interface TestStack {
  stack: Stack
  client: Client
  token: string
  /** Where the API tells its figures. */
  metricsUrl: string
  /** A folder of its own beside the home, removed with it. */
  folder: string
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
  close(): Promise<void>
}

/**
 * Starts a stack with servers of its own: whoever looks at all keys of a Redis, or kills it, must be alone with it.
 * One worker serves all stages unless `workers` says otherwise.
 */
export async function startTestStack({
  workers = [STAGES],
  environment = {},
}: { workers?: readonly (readonly string[])[]; environment?: Record<string, string> } = {}): Promise<TestStack> {
  const folder = await mkdtemp(join(tmpdir(), 'techdeck-system-'))
  const metricsPort = await freePort()
  const own = { ...process.env, ...environment, METRICS_PORT: String(metricsPort) }
  const stack = await startStack({
    home: join(folder, 'home'),
    workers,
    environment: { ...own, REDIS_URL: undefined, MONGODB_URI: undefined, TECHDECK_HOME: undefined },
  })
  const cli = async (args: readonly string[]) => {
    const options = { env: { ...stack.environment }, maxBuffer: 64 * 1024 ** 2 }
    try {
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [CLI, ...args], options)
      return { code: 0, stdout, stderr }
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string }
      return { code, stdout, stderr }
    }
  }
  const close = async () => {
    await stack.stop()
    await rm(folder, { recursive: true, force: true })
  }
  try {
    const token = (await cli(['token', '--role', 'admin', '--home', stack.home])).stdout.trim()
    const client = createClient({ baseUrl: stack.apiUrl, token })
    const ended = async (id: string) => {
      for await (const _ of client.watch(id)) {
        // Only the end matters here.
      }
      return client.getPipeline({ params: { id } })
    }
    return {
      stack,
      client,
      token,
      metricsUrl: `http://127.0.0.1:${metricsPort}/metrics`,
      folder,
      async call(path, { headers, ...init } = {}) {
        const given = { authorization: `Bearer ${token}`, ...(headers as Record<string, string>) }
        const response = await fetch(`${stack.apiUrl}/api/v1${path}`, { ...init, headers: given })
        return { status: response.status, text: await response.text() }
      },
      async upload(name, content, mapping) {
        const bytes = typeof content === 'string' ? Buffer.from(content) : content
        const files = [{ name, content: new Blob([bytes]) }]
        const fields = { waitInspected: true, ...(mapping && { mapping }) }
        let dataset = await client.uploadDataset({ files, ...fields })
        while (dataset.status === 'inspecting') {
          await delay(50)
          dataset = await client.getDataset({ params: { id: dataset.id } })
        }
        return dataset
      },
      async run(body) {
        const { id } = await client.executePipeline({ body })
        const execution = await ended(id)
        if (!isFinal(execution.status)) throw new Error(`The watch ended, the execution is ${execution.status}.`)
        return execution
      },
      ended,
      cli,
      pids: () =>
        Object.fromEntries(
          stack.services.flatMap((service) =>
            ['redis', 'mongo'].includes(service.name) ? [] : [[service.name, service.state().pid]],
          ),
        ),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}
