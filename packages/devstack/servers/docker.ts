import { mkdir, stat } from 'node:fs/promises'
import { request } from 'node:http'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { delay, ResourceError } from '@techdeck/core'
import type { DevstackEnv } from '../env.ts'
import type { Server, ServerOptions } from './server.ts'

/**
 * The first of `images` that a local Docker already has; `null` without one or without Docker. Pulls nothing and
 * answers within a second.
 */
export async function findLocalImage(
  images: readonly string[],
  { dockerHost }: Pick<DevstackEnv, 'dockerHost'>,
): Promise<string | null> {
  const signal = AbortSignal.timeout(1000)
  const socketPath = await dockerSocket(dockerHost)
  if (socketPath === null) return null
  for (const image of images) if (await hasImage(socketPath, image, signal)) return image
  return null
}

export interface ContainerOptions extends ServerOptions {
  image: string
  /** Port inside the container; `port` is the one on 127.0.0.1. */
  containerPort: number
  command?: string[]
  /** Where the image keeps its data; a throw-away container when absent. */
  dataAt?: string
  url: (port: number) => string
  isReady: (url: string) => Promise<boolean>
}

/**
 * Starts a container of an image that is there, with its port on 127.0.0.1.
 *
 * @throws {@link ResourceError} when it does not answer within a minute.
 */
export async function startContainer(options: ContainerOptions): Promise<Server> {
  // The reaper is an image of its own, which a machine without a registry does not have; `stop` and `kill` clean up.
  process.env['TESTCONTAINERS_RYUK_DISABLED'] ??= 'true'
  const { GenericContainer } = await import('testcontainers')
  // Without this a container's port would be open on every address of the machine.
  class LocalContainer extends GenericContainer {
    protected override async beforeContainerCreated(): Promise<void> {
      const bindings: Record<string, { HostIp?: string }[]> = this.hostConfig.PortBindings ?? {}
      for (const binding of Object.values(bindings).flat()) binding.HostIp = '127.0.0.1'
    }
  }
  let container: InstanceType<typeof GenericContainer> = new LocalContainer(options.image).withExposedPorts(
    options.port === undefined ? options.containerPort : { container: options.containerPort, host: options.port },
  )
  if (options.command) container = container.withCommand(options.command)
  if (options.dataAt !== undefined) {
    await mkdir(options.dataDir, { recursive: true })
    container = container
      .withBindMounts([{ source: options.dataDir, target: options.dataAt, mode: 'rw' }])
      .withUser(`${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`)
  }
  const started = await container.start()
  const url = options.url(started.getMappedPort(options.containerPort))
  const exited = Promise.withResolvers<void>()
  let removal: Promise<unknown> | undefined
  const remove = async (timeout: number) => {
    removal ??= started.stop({ timeout, remove: true })
    await removal
    exited.resolve()
  }
  const deadline = Date.now() + 60_000
  while (!(await options.isReady(url))) {
    if (Date.now() > deadline) {
      await remove(0)
      throw new ResourceError(`A container of ${options.image} did not answer within a minute.`)
    }
    await delay(100)
  }
  return { url, kind: 'docker', exited: exited.promise, stop: () => remove(15_000), kill: () => remove(0) }
}

async function dockerSocket(dockerHost: string | undefined): Promise<string | null> {
  const named = dockerHost?.startsWith('unix://') ? [dockerHost.slice('unix://'.length)] : []
  const candidates =
    dockerHost === undefined ? ['/var/run/docker.sock', join(homedir(), '.docker/run/docker.sock')] : named
  for (const candidate of candidates) if ((await stat(candidate).catch(() => null))?.isSocket()) return candidate
  return null
}

function hasImage(socketPath: string, image: string, signal: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ socketPath, path: `/images/${encodeURIComponent(image)}/json`, signal }, (response) => {
      response.resume()
      resolve(response.statusCode === 200)
    })
    asked.once('error', () => resolve(false))
    asked.end()
  })
}
