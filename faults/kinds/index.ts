import type { FaultKind } from '../lib/kind.ts'
import { cancelRaces } from './cancel-races.ts'
import { crashPoints } from './crash-points.ts'
import { cutNetwork } from './cut-network.ts'
import { duplicateRequests } from './duplicate-requests.ts'
import { fullDisk } from './full-disk.ts'
import { killedApi, killedMongo, killedRedis } from './killed-servers.ts'
import { killedWorkers } from './killed-workers.ts'
import { poisonShard } from './poison-shard.ts'
import { rollingRestarts } from './rolling-restarts.ts'
import { stoppedWorkers } from './stopped-workers.ts'
import { toldToStop } from './told-to-stop.ts'
import { vanishingClients } from './vanishing-clients.ts'
import { wipedRedis } from './wiped-redis.ts'
import { wrongClocks } from './wrong-clocks.ts'

/** Every kind of fault, in the order in which they are caused. */
export const kinds: readonly FaultKind[] = [
  killedWorkers,
  toldToStop,
  crashPoints,
  wipedRedis,
  killedRedis,
  stoppedWorkers,
  killedMongo,
  killedApi,
  poisonShard,
  duplicateRequests,
  cancelRaces,
  cutNetwork,
  fullDisk,
  wrongClocks,
  rollingRestarts,
  vanishingClients,
]
