import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { homePaths, isSameProcess, readDevstackEnv, readState, startMongo } from '@techdeck/devstack'
import { readServerTls, type TlsTrust } from '@techdeck/core'
import type { CliContext } from '../command.ts'

/** Where an installation keeps what backups are made of, and where backups lie unless somebody says otherwise. */
export interface Installation {
  artifacts: string
  keyFile: string
  backup: string
  backupKeys: string
  /** Its database, which is started for as long as it is needed where nobody else has. */
  database(): Promise<Database>
}

export interface Database {
  uri: string
  tls: TlsTrust | undefined
  stop(): Promise<void>
}

/** The installation of the environment, else of a home folder. */
export function findInstallation({ home: given }: { home?: string }, context: CliContext): Installation {
  const environment = { ...context.environment }
  const { home, mongoUri } = readDevstackEnv(environment, given)
  const paths = homePaths(home)
  return {
    artifacts: environment['TECHDECK_ARTIFACTS'] || paths.artifacts,
    keyFile: environment['TECHDECK_KEY_FILE'] || paths.keyFile,
    backup: environment['BACKUP_DIR'] || paths.backup,
    backupKeys: environment['BACKUP_KEYS_DIR'] || paths.backupKeys,
    async database() {
      const uri = mongoUri || (await runningDatabase(home))
      if (uri === undefined) return startDatabase(paths, context)
      return { uri, tls: readServerTls({ ...environment, MONGODB_URI: uri }).mongo, stop: async () => {} }
    },
  }
}

/** The address of the database of a stack that runs from the folder. */
async function runningDatabase(home: string): Promise<string | undefined> {
  const state = await readState(home)
  if (!state?.connections || !(await isSameProcess(state.supervisor))) return undefined
  return state.connections.mongoUri
}

async function startDatabase(paths: ReturnType<typeof homePaths>, context: CliContext): Promise<Database> {
  const logFile = paths.logOf('mongo')
  for (const folder of [paths.mongo, dirname(logFile)]) await mkdir(folder, { recursive: true, mode: 0o700 })
  const server = await startMongo({
    dataDir: paths.mongo,
    logFile,
    environment: { ...context.environment },
    say: (line) => context.out.note(line),
    signal: context.signal,
  })
  return { uri: `${server.url}/techdeck`, tls: undefined, stop: () => server.stop() }
}
