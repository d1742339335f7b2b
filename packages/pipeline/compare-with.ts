import type { ComparedDataset, ComparedWith, Execution, JsonObject, StageExecution } from '@techdeck/contracts'
import { ValidationError } from '@techdeck/core'
import { CONTRACTS } from '@techdeck/stages/contracts'
import type { PipelineDeps } from './deps.ts'
import { readDataset } from './task-base.ts'
import type { ComparedTask } from './tasks.ts'

// A run may look for duplicates in other data sets, by the fingerprints that standardization kept of them in an earlier
// run. Which run that was is fixed when the new one is planned, so that it comes out the same however often it is tried.

type Options = { [stage: string]: JsonObject }

const { name: STAGE, version: VERSION } = CONTRACTS.standardization
/** Results of one data set that are looked through. */
const MOST_RESULTS = 50
/** Shard records that are read at once. */
const PAGE = 256

/** The data sets that options name to be compared with, as far as they can be read; a wrong one is refused when it is planned. */
export function comparedIn(options: Options = {}): ComparedWith[] {
  return parsed(options[STAGE])?.compareWith ?? []
}

/**
 * Finds what an earlier run kept of each data set: the newest result that serves, or the very one that the options name.
 *
 * @param running the data sets of the new run
 * @throws {@link ValidationError} for each of which there is none, with what to do
 */
export async function pinCompared(
  {
    results,
    executions,
  }: { results: Pick<PipelineDeps['results'], 'newest'>; executions: Pick<PipelineDeps['executions'], 'get'> },
  running: readonly string[],
  options: Options = {},
): Promise<ComparedDataset[]> {
  const pinned: ComparedDataset[] = []
  for (const [at, wanted] of comparedIn(options).entries()) {
    if (running.every((id) => id === wanted.dataset)) throw refused(at, wanted, SELF)
    const found = await results.newest(wanted.dataset, STAGE, MOST_RESULTS)
    const serving = found.filter((result) => serves(result, options))
    const exact =
      wanted.manifest === undefined ? serving : serving.filter((result) => manifestOf(result) === wanted.manifest)
    let pin: ComparedDataset | undefined
    for (const result of exact) {
      pin = await pinOf(result, await executions.get(result.pipelineId))
      if (pin && (wanted.version === undefined || wanted.version === pin.version)) break
      pin = undefined
    }
    if (!pin) throw refused(at, wanted, wanted.manifest !== undefined && serving.length > 0 ? GONE : NOTHING)
    pinned.push(pin)
  }
  return pinned
}

/** Options in which each data set to be compared with is the one that was found. @throws {@link ValidationError} where none was */
export function withPins(options: Options, compared: readonly ComparedDataset[]): Options {
  const wanted = comparedIn(options)
  if (wanted.length === 0) return options
  const pins = wanted.map(({ dataset }, at) => {
    const pin = compared.find(({ datasetId }) => datasetId === dataset)
    if (!pin) throw refused(at, { dataset }, NOTHING)
    return { dataset, version: pin.version, manifest: pin.manifestHash }
  })
  return { ...options, [STAGE]: { ...options[STAGE], compareWith: pins } }
}

/** What the finish step reads of each; the data set itself is passed over. @throws NotFoundError when one is gone */
export async function comparedTasks(
  deps: Pick<PipelineDeps, 'datasets' | 'keys' | 'keyRing' | 'shards'>,
  { compared = [] }: Pick<Execution, 'compared'>,
  datasetId: string,
): Promise<ComparedTask[]> {
  const tasks: ComparedTask[] = []
  for (const { datasetId: other, version, plan, shards, conversations } of compared) {
    if (other === datasetId) continue
    const { dataset, dataKey } = await readDataset(deps, other, version)
    const artifacts: (string | null)[] = []
    for (let from = 0; from < shards; from += PAGE)
      artifacts.push(...(await deps.shards.artifacts(plan, from, Math.min(shards, from + PAGE))))
    tasks.push({ datasetId: other, dataKey, files: dataset.files, conversations, artifacts })
  }
  return tasks
}

/** Whether a result has the fingerprints that these options ask for. */
function serves({ inputData, outputData: { report } }: StageExecution, options: Options): boolean {
  const wanted = parsed(options[STAGE])
  const made = parsed(report['options'])
  if (inputData['version'] !== VERSION || !wanted || !made) return false
  return made.nearDuplicates !== 'keep' || (wanted.nearDuplicates === 'keep' && made.dropDuplicates)
}

/** Of the stage's options, those that duplicates are looked for by; `null` where they are not the stage's. */
function parsed(
  given: unknown,
): { dropDuplicates: boolean; nearDuplicates: string; compareWith: ComparedWith[] } | null {
  const { success, data } = CONTRACTS[STAGE].options.safeParse(given ?? {})
  return success ? (data as NonNullable<ReturnType<typeof parsed>>) : null
}

async function pinOf(result: StageExecution, execution: Execution | null): Promise<ComparedDataset | undefined> {
  const { output, summary } = result.outputData
  const version = execution?.datasets.find(({ datasetId }) => datasetId === result.datasetId)?.version
  if (version === undefined) return undefined
  const { conversations } = summary as { conversations: number }
  const { plan, shards, manifestHash } = output
  return { datasetId: result.datasetId, version, manifestHash, plan, shards, conversations }
}

const manifestOf = ({ outputData }: StageExecution): string => outputData.output.manifestHash

const SELF = 'it is the one that is run. Duplicates within it are looked for anyway'
const GONE =
  'the result that the options name is not there. Leave out its version and manifest to compare with the newest'
const NOTHING =
  'nothing is kept of it here. Run it once on this server with duplicates looked for, then start this run again there'

function refused(at: number, { dataset }: ComparedWith, why: string): ValidationError {
  const message = `The data set ${dataset} cannot be compared with: ${why}.`
  return new ValidationError(message, {
    details: [{ path: `options.${STAGE}.compareWith.${at}`, problem: 'nothing to compare with' }],
    userMessage: message,
  })
}
