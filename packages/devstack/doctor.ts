import { mkdir, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import type { DevstackEnv } from './env.ts'
import { errorMessage } from './servers/error-fields.ts'
import { findLocalImage } from './servers/docker.ts'
import { answersMongo, MONGO_IMAGES } from './servers/mongo.ts'
import { findOnPath, isExecutable } from './servers/on-path.ts'
import { canConnect, isPortFree } from './servers/ports.ts'
import { findPython } from './servers/python.ts'
import { DEVELOPMENT_DATABASE } from './servers/server.ts'
import { API_PORT } from './supervisor/stack.ts'
import { readState } from './supervisor/state.ts'

export interface Check {
  name: string
  ok: boolean
  /** What was found. */
  detail: string
  /** Where it is not enough: what to do. */
  fix?: string
}

const LEAST_NODE = 24
const LEAST_FREE_GB = 2

/** Looks at what a local stack needs of this machine; changes and downloads nothing. */
export const checkMachine = (env: DevstackEnv): Promise<Check[]> =>
  Promise.all([checkNode(), checkPython(env), checkPort(env), checkDisk(env), checkRedis(env), checkMongo(env)])

async function checkNode(): Promise<Check> {
  const found = { name: 'node', detail: `${process.version} (${process.execPath})` }
  if (Number(process.versions.node.split('.')[0]) >= LEAST_NODE) return { ...found, ok: true }
  return { ...found, ok: false, fix: `Put Node ${LEAST_NODE} or newer on PATH; ./techdeck fetches one by itself.` }
}

async function checkPython(env: DevstackEnv): Promise<Check> {
  try {
    return { name: 'python', ok: true, detail: await findPython(env) }
  } catch (error) {
    const needed = env.redisUrl === undefined || env.mongoUri === undefined
    const fix = 'apt install python3-venv (Debian), brew install python@3.13 (macOS), or name one by TECHDECK_PYTHON.'
    return { name: 'python', ok: !needed, detail: errorMessage(error), ...(needed && { fix }) }
  }
}

async function checkPort({ home }: DevstackEnv): Promise<Check> {
  const state = await readState(home)
  if (state !== null) return { name: 'port', ok: true, detail: `a stack runs: ${state.apiUrl ?? 'starting'}` }
  const free = await isPortFree(API_PORT)
  return { name: 'port', ok: true, detail: `${API_PORT} is ${free ? 'free' : 'taken; the API will choose another'}` }
}

async function checkDisk({ home }: DevstackEnv): Promise<Check> {
  await mkdir(home, { recursive: true, mode: 0o700 })
  const { bavail, bsize } = await statfs(home)
  const freeGb = (bavail * bsize) / 1e9
  const found = { name: 'disk', detail: `${freeGb.toFixed(1)} GB free at ${home}` }
  if (freeGb >= LEAST_FREE_GB) return { ...found, ok: true }
  return { ...found, ok: false, fix: `Make room: ${LEAST_FREE_GB} GB are needed. --home moves the data elsewhere.` }
}

async function checkRedis(env: DevstackEnv): Promise<Check> {
  if (env.redisUrl !== undefined) {
    const { hostname, port } = new URL(env.redisUrl)
    const ok = await canConnect(Number(port || 6379), hostname)
    const fix = 'Start it, or unset REDIS_URL: then one is started here.'
    return ok
      ? { name: 'redis', ok, detail: 'REDIS_URL answers' }
      : { name: 'redis', ok, detail: 'REDIS_URL does not answer', fix }
  }
  const found = await findOnPath(['redis-server', 'valkey-server'], env.path)
  const fetched = join(env.tools, 'redis', 'redis-server')
  const here = found ?? ((await isExecutable(fetched)) ? fetched : null)
  return { name: 'redis', ok: true, detail: here ?? 'fetched by the first start' }
}

async function checkMongo(env: DevstackEnv): Promise<Check> {
  if (env.mongoUri !== undefined) {
    const ok = await answersMongo(env.mongoUri)
    const fix = 'Start it, or unset MONGODB_URI: then one is started here, for development.'
    return ok
      ? { name: 'mongo', ok, detail: 'MONGODB_URI answers' }
      : { name: 'mongo', ok, detail: 'MONGODB_URI does not answer', fix }
  }
  const real = (await findOnPath(['mongod'], env.path)) ?? (await findLocalImage(MONGO_IMAGES, env))
  const embedded = join(env.tools, 'secantus', 'bin', 'secantusd-py')
  const state = (await isExecutable(embedded)) ? embedded : 'fetched by the first start'
  return { name: 'mongo', ok: true, detail: real ?? `${state}; ${DEVELOPMENT_DATABASE}` }
}
