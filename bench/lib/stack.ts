import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { createClient, type Client } from '@techdeck/client'
import { startStack, type Stack, type StackOptions } from '@techdeck/devstack'

const CLI = new URL('../../apps/cli/main.ts', import.meta.url).pathname

export interface BenchStack {
  stack: Stack
  client: Client
  /** Its admin's access token. */
  token: string
  /** A folder of its own, removed with the stack. */
  folder: string
  close(): Promise<void>
}

/** Starts a local stack in a throw-away home, with a client that is its admin; one worker a stage unless told otherwise. */
export async function startBenchStack({
  environment = {},
  ...options
}: Pick<StackOptions, 'workers' | 'environment'> = {}): Promise<BenchStack> {
  const folder = await mkdtemp(join(tmpdir(), 'techdeck-bench-'))
  const tools = process.env.TECHDECK_TOOLS ?? join(homedir(), '.techdeck', 'tools')
  const stack = await startStack({
    ...options,
    home: join(folder, 'home'),
    environment: { ...process.env, TECHDECK_TOOLS: tools, LOG_LEVEL: 'warn', ...environment },
    say: (line) => process.stderr.write(`${line}\n`),
  })
  const args = [CLI, 'token', '--role', 'admin', '--home', stack.home]
  const token = (await promisify(execFile)(process.execPath, args)).stdout.trim()
  return {
    stack,
    client: createClient({ baseUrl: stack.apiUrl, token }),
    token,
    folder,
    async close() {
      await stack.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Peak resident memory of a process so far, in MiB; 0 where the system does not tell. */
export async function peakRssMb(pid: number | undefined): Promise<number> {
  if (pid === undefined) return 0
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)
}

const CLOCK_TICKS = 100

/** Processor time of a process so far, in seconds; 0 where the system does not tell. */
export async function cpuSeconds(pid: number | undefined): Promise<number> {
  if (pid === undefined) return 0
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // The name in parentheses may hold blanks; what follows it does not.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / CLOCK_TICKS
}

/** Uploads a file, waits until it is ready, and returns its id. */
export async function uploadReady({ client }: Pick<BenchStack, 'client'>, path: string): Promise<string> {
  const { uploadFiles } = await import('@techdeck/client/node')
  let dataset = await uploadFiles(client, { paths: [path] })
  while (dataset.status === 'inspecting' || dataset.status === 'uploading') {
    await new Promise((resolve) => setTimeout(resolve, 100))
    dataset = await client.getDataset({ params: { id: dataset.id } })
  }
  if (dataset.status !== 'ready') throw new Error(`The data set is ${dataset.status}.`)
  return dataset.id
}
