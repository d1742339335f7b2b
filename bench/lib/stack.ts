import { readFile } from 'node:fs/promises'
import { createClient, type Client } from '@techdeck/client'
import { startThrowawayStack, type StackOptions, type ThrowawayStack } from '@techdeck/devstack'

export interface BenchStack extends Pick<ThrowawayStack, 'stack' | 'folder' | 'close'> {
  client: Client
  /** Its admin's access token. */
  token: string
}

/** Starts a local stack in a throw-away home, with a client that is its admin; one worker a stage unless told otherwise. */
export async function startBenchStack({
  environment = {},
  ...options
}: Pick<StackOptions, 'workers' | 'environment'> = {}): Promise<BenchStack> {
  const { stack, folder, techdeck, close } = await startThrowawayStack({
    ...options,
    environment: { LOG_LEVEL: 'warn', ...environment },
    say: (line) => process.stderr.write(`${line}\n`),
  })
  const token = (await techdeck('token', '--role', 'admin')).trim()
  return { stack, folder, close, token, client: createClient({ baseUrl: stack.apiUrl, token }) }
}

/** Peak resident memory of a process so far, in MiB; 0 where the system does not tell. */
export async function peakRssMb(pid: number | undefined): Promise<number> {
  if (pid === undefined) return 0
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024)
}

/** Uploads a file, waits until it is ready, and returns its id. */
export async function uploadReady({ client }: Pick<BenchStack, 'client'>, path: string): Promise<string> {
  const { uploadFiles } = await import('@techdeck/client/node')
  let dataset = await uploadFiles(client, { paths: [path], force: true })
  while (dataset.status === 'inspecting' || dataset.status === 'uploading') {
    await new Promise((resolve) => setTimeout(resolve, 100))
    dataset = await client.getDataset({ params: { id: dataset.id } })
  }
  if (dataset.status !== 'ready') throw new Error(`The data set is ${dataset.status}.`)
  return dataset.id
}
