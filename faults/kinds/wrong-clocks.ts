import { STAGES } from '@techdeck/contracts'
import { delay } from '@techdeck/core'
import { addProblems, emptyTally, type FaultKind } from '../lib/kind.ts'
import { isRunning } from '../lib/recovery.ts'

const HOUR_MS = 3_600_000

/** Clocks of workers are an hour ahead or behind, and jump there in the middle of a run. */
export const wrongClocks: FaultKind = {
  name: 'clocks an hour wrong',
  amount: { long: 24, short: 6 },
  async cause(system, amount, random) {
    const tally = emptyTally()
    try {
      while (tally.tried < amount) {
        const { problems } = await system.run(async (id) => {
          await delay(200 + random() * 500)
          for (const stage of STAGES) {
            if (tally.tried >= amount || !(await isRunning(system, id))) return
            await system.fleet.restart(stage, { FAULT_CLOCK_MS: String(random() < 0.5 ? HOUR_MS : -HOUR_MS) })
            tally.tried++
          }
        })
        addProblems(tally, problems)
      }
    } finally {
      for (const stage of STAGES) await system.fleet.restart(stage, {})
    }
    return tally
  },
}
