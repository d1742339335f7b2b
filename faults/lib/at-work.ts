import type { StageName } from '@techdeck/contracts'
import { delay } from '@techdeck/core'
import { addProblems, emptyTally, type Tally } from './kind.ts'
import { stageAtWork } from './recovery.ts'
import type { System } from './system.ts'

/** At most so many in one run, so that it comes to its end. */
const MOST_A_RUN = 5

/**
 * Runs the system until `amount` times something was done, at random moments, to the worker of the stage at work.
 * `after` looks at each run that has ended, and says what is wrong with it.
 */
export async function disturb(
  system: System,
  amount: number,
  random: () => number,
  act: (stage: StageName, executionId: string, tally: Tally) => Promise<void>,
  after: (executionId: string) => Promise<string[]> = async () => [],
): Promise<Tally> {
  const tally = emptyTally()
  while (tally.tried < amount) {
    const { executionId, problems } = await system.run(async (id) => {
      for (let time = 0; time < MOST_A_RUN && tally.tried < amount; time++) {
        await delay(200 + random() * 700)
        const stage = await stageAtWork(system, id)
        if (!stage) return
        tally.tried++
        await act(stage, id, tally)
      }
    })
    addProblems(tally, [...problems, ...(await after(executionId))])
  }
  return tally
}
