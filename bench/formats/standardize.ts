import { STAGE_DEFINITIONS, type RawConversation } from '@techdeck/stages'
import { runStage } from '@techdeck/stages/testing'
import { readRaw } from './read-raw.ts'

// Standardization alone, on one core: conversations are in memory before, and what comes out is counted. The first pass
// only warms up; of the others the quickest counts, in seconds of CPU.

const [file, nearDuplicates] = process.argv.slice(2)
const raw: RawConversation[] = await readRaw(file)
let least = Infinity
for (let pass = 0; pass < 4; pass++) {
  const before = process.cpuUsage()
  await runStage(STAGE_DEFINITIONS.standardization, raw, { nearDuplicates })
  const { user, system } = process.cpuUsage(before)
  if (pass > 0) least = Math.min(least, (user + system) / 1e6)
}
console.log(JSON.stringify({ seconds: least, peak_rss_mb: 0, conversations: raw.length }))
