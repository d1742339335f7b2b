import { homedir } from 'node:os'
import { isFinal, type EventView, type ExecutionView } from '@techdeck/contracts'
import type { Client } from '@techdeck/client'
import { checkMachine, inspectStack, lastLines, loggedServices, readDevstackEnv } from '@techdeck/devstack'
import type { CliContext } from '../command.ts'
import { errorView } from '../error-view.ts'
import { connectAs, type CommonOptions } from '../session/common-options.ts'
import { stackView } from '../stack-view.ts'

const RUNS = 20
const LINES = 500
const EVENTS = 200

/**
 * What somebody needs who helps from afar: the machine, the services, their last log lines, and the newest runs by ids,
 * counts and codes. Nothing of what data sets hold or are called, no address of a person, no token; the home folder of
 * whoever asks stands as `~`.
 */
export async function collectSupport(options: CommonOptions, context: CliContext, now = new Date()): Promise<unknown> {
  const env = readDevstackEnv(context.environment, options.home)
  const [checks, state, names, api] = await Promise.all([
    checkMachine(env),
    inspectStack(env.home),
    loggedServices(env.home),
    askApi(options, context),
  ])
  const logs = await Promise.all(
    names.map(async (name) => [name, (await lastLines(env.home, name, LINES)).lines] as const),
  )
  const found = {
    techdeck_bundle: 1,
    made_at: now.toISOString(),
    platform: `${process.platform}-${process.arch}`,
    node: process.version,
    checks,
    stack: stackView(state),
    api,
    logs: Object.fromEntries(logs),
  }
  const home = context.environment['HOME'] ?? homedir()
  const text = JSON.stringify(found)
  return JSON.parse(home.length > 1 ? text.replaceAll(JSON.stringify(home).slice(1, -1), '~') : text)
}

async function askApi(options: CommonOptions, context: CliContext): Promise<unknown> {
  try {
    const client = await connectAs(options, context)
    const { signal } = context
    const [ready, { data }] = await Promise.all([
      client.ready({ signal }),
      client.listPipelines({ query: { limit: RUNS }, signal }),
    ])
    return { ready, runs: await Promise.all(data.map((run) => runOf(client, run, signal))) }
  } catch (error) {
    context.signal.throwIfAborted()
    // That it does not answer is what the bundle is made for.
    return { error: errorView(error) }
  }
}

async function runOf(client: Client, run: ExecutionView, signal: AbortSignal) {
  const { id, status, execution_mode, created_at, started_at, completed_at, stages, error } = run
  const wentWell = status === 'completed' || !isFinal(status)
  const events = wentWell ? [] : (await client.listEvents({ params: { id }, query: { limit: EVENTS }, signal })).data
  return {
    id,
    status,
    execution_mode,
    created_at,
    started_at,
    completed_at,
    error: error?.code ?? null,
    stages: stages.map((stage) => ({
      stage_name: stage.stage_name,
      status: stage.status,
      started_at: stage.started_at,
      completed_at: stage.completed_at,
      records: stage.records,
      error: stage.error?.code ?? null,
    })),
    events: events.map(eventOf),
  }
}

const eventOf = ({ event, stage, timestamp, data }: EventView) => ({
  event,
  stage,
  timestamp,
  error_code: data['error_code'],
  shard: data['shard'],
})
