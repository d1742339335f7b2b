import { execFile } from 'node:child_process'
import { statfs } from 'node:fs/promises'
import { promisify } from 'node:util'
import { delay } from '@techdeck/core'
import { addProblems, emptyTally, type FaultKind } from '../lib/kind.ts'
import { isRunning, untilWorkGoesOn } from '../lib/recovery.ts'

const run = promisify(execFile)
/** Room for all runs of this kind; only what is written takes memory. */
const ROOM = '2g'

/**
 * The disk of the artifacts is full for seconds: nothing is parked for it, and the run goes on when there is space. It
 * needs a file system of its own, which is made in memory; where mounting is not allowed, nothing is tried.
 */
export const fullDisk: FaultKind = {
  name: 'the disk full',
  amount: { long: 20, short: 1 },
  limitMs: 30_000,
  async cause(system, amount, random) {
    const tally = emptyTally()
    const folder = system.stack.environment.TECHDECK_ARTIFACTS!
    const mounted = await run('mount', ['-t', 'tmpfs', '-o', `size=${ROOM},mode=0700`, 'techdeck-faults', folder]).then(
      () => true,
      () => false,
    )
    if (!mounted) return { ...tally, skipped: 'mounting is not allowed here' }
    const resize = (size: string) => run('mount', ['-o', `remount,size=${size}`, folder])
    try {
      while (tally.tried < amount) {
        const { executionId, problems } = await system.run(async (id) => {
          await delay(300 + random() * 1000)
          if (!(await isRunning(system, id))) return
          const { blocks, bfree, bsize } = await statfs(folder)
          await resize(String(Math.max(1, blocks - bfree) * bsize))
          tally.tried++
          await delay(2000 + random() * (amount > 1 ? 18_000 : 2000))
          await resize(ROOM)
          const recovered = await untilWorkGoesOn(system, id)
          if (recovered !== null) tally.recoveryMs.push(recovered)
        })
        addProblems(tally, problems)
        const events = await system.store.executions.events(executionId, 0, 10_000)
        const parked = events.filter(({ data }) => data['parked'] === true).length
        if (parked > 0) addProblems(tally, [`lost: ${parked} shards were parked for a full disk`])
      }
    } finally {
      await resize(ROOM).catch(() => {})
      await run('umount', ['-l', folder])
    }
    return tally
  },
}
