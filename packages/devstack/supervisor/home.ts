import { join } from 'node:path'

/** Where a stack keeps its things; all of it moves with the home folder and survives `down`. */
export const homePaths = (home: string) => ({
  stateFile: join(home, 'run', 'stack.json'),
  crewFile: join(home, 'run', 'workers.json'),
  logs: join(home, 'logs'),
  logOf: (service: string) => join(home, 'logs', `${service}.log`),
  redis: join(home, 'data', 'redis'),
  mongo: join(home, 'data', 'mongo'),
  artifacts: join(home, 'data', 'artifacts'),
  backup: join(home, 'backup'),
  backupKeys: join(home, 'backup-keys'),
  keyFile: join(home, 'keys', 'ring.json'),
})
