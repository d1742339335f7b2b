import { InvalidArgumentError, Option, type Command } from 'commander'
import type { ExecutionMode, ExportFormat, JsonObject, SiteList, StageName } from '@techdeck/contracts'
import { EXECUTION_MODES, EXPORT_FORMATS, STAGES } from '@techdeck/contracts/names'
import { plural } from '@techdeck/client/figures'
import type { CliCommand, CliContext } from '../command.ts'
import { exitOfStatus } from '../exit-codes.ts'
import type { RunSettings } from '../local/run-local.ts'
import { homeOption, recipientOption, termsOptions } from '../session/arguments.ts'
import { describeExecution, lossTable, stageTable } from '../ui/execution.ts'

interface RunOptions {
  mode: ExecutionMode
  threshold: number
  formats: ExportFormat[]
  bias: boolean
  option: StageOptions
  local?: boolean
  out?: string
  compareWith?: string[]
  mapping?: string
  recipe?: string
  siteList?: string
  force?: boolean
  plan?: boolean
  licence?: string
  consent?: string
  recipient?: string[]
  wait?: boolean
  home?: string
  json?: boolean
}
type StageOptions = { [stage in StageName]?: JsonObject }

export const command: CliCommand = {
  summary: 'Run data sets or files through all stages',
  define(program, context) {
    program
      .argument('<id|file...>', 'ids of data sets, or files and folders, which are uploaded first')
      .addOption(new Option('--mode <mode>', 'how to run').choices(EXECUTION_MODES).default('standard'))
      .addOption(new Option('--dry-run', 'the same as --mode dry_run: all but the export').implies({ mode: 'dry_run' }))
      .option('--threshold <score>', 'least quality of a conversation, 0 to 1', parseThreshold, 0.7)
      .option('--formats <list>', `what to write, by commas: ${EXPORT_FORMATS.join(', ')}`, parseFormats, ['jsonl'])
      .option('--no-bias', 'leave out the detection of bias')
      .option('--option <stage.name=value>', 'an option of a stage; may be repeated', parseStageOption, {})
      .option(
        '--compare-with <id...>',
        'look for duplicates in these data sets, too, by what an earlier run kept of them',
      )
      .option('--mapping <json|file>', 'which column of the files means what: JSON, or a file of JSON or YAML')
      .option(
        '--recipe <name|file>',
        'a preset, or a YAML file such as lies beside every export; other options go before it',
      )
      .option('--site-list <name|file>', 'words to hide or keep: a list of the API, or with --local a file of them')
      .option(...termsOptions[0])
      .option(...termsOptions[1])
      .option('--plan', 'say what would be exported and what each rule leaves out, and export nothing')
      .option('--wait', 'wait until it has ended')
      .option('--local', 'run in this process, without a server; needs --out')
      .option('--out <dir>', 'with --local: folder for the exports')
      .option(recipientOption[0], `with --local: ${recipientOption[1]}`, recipientOption[2])
      .option('--force', 'with --local: write into a folder that is not empty')
      .option(...homeOption)
      .option('--json', 'print the execution as one JSON object')
      .addHelpText('after', EXAMPLES)
      .action((inputs: string[], options: RunOptions) =>
        options.local ? runHere(inputs, options, program, context) : runThere(inputs, options, program, context),
      )
  },
}

const EXAMPLES = `
Examples:
  ./techdeck run sessions.csv --formats jsonl,openai_chat --wait
  ./techdeck run sessions.csv --local --out export
  ./techdeck run sessions.csv --local --out again --recipe export/recipe.yaml
  ./techdeck run sessions.csv --recipe research-strict --wait
  ./techdeck run sessions.csv --local --out plan --plan --option 'export.filter={"languages":["en"]}'
  ./techdeck run 0199… --compare-with 0198… 0197… --wait
  ./techdeck run 0199… --threshold 0.5 --option processing.policy=surrogate`

async function runHere(paths: string[], options: RunOptions, program: Command, context: CliContext): Promise<void> {
  const { out, exit } = context
  const folder = options.out ?? program.error('error: --local needs --out DIR, the folder for the exports')
  const [{ filesOf }, { claimFolder }, { runToFolder }, { followStages }] = await Promise.all([
    import('../local/files.ts'),
    import('../local/export-folder.ts'),
    import('../local/run-local.ts'),
    import('../ui/follow-stages.ts'),
  ])
  const files = await filesOf(paths)
  await claimFolder(folder, options.force)
  const follower = followStages(out)
  const result = await runToFolder(
    context,
    files.map(({ path }) => path),
    folder,
    await settingsOf(options, program),
    (tracker) => follower.board.progress(tracker),
    options.recipient,
  )
    .then((ended) => {
      follower.board.execution(ended.execution)
      return ended
    })
    .finally(() => follower.stop())
  const { execution } = result
  exit(exitOfStatus(execution.status))
  if (options.json)
    return out.json({
      ...execution,
      out: folder,
      files: result.files,
      losses: result.losses,
      ...(result.estimate && { estimate: result.estimate }),
      ...(result.quality && { quality: result.quality }),
    })
  out.line(describeExecution(execution))
  for (const line of [...stageTable(execution), '', ...lossTable(result.losses)]) out.line(line)
  if (result.estimate) {
    const { dryRunLines } = await import('../ui/report.ts')
    for (const line of dryRunLines(result.estimate, result.quality ? [result.quality] : [])) out.line(line)
  }
  if (result.files.length > 0) out.line(`\n${plural(result.files.length, 'file')} in ${folder}`)
}

async function runThere(inputs: string[], options: RunOptions, program: Command, context: CliContext): Promise<void> {
  const { runOnServer } = await import('../session/run-on-server.ts')
  await runOnServer(inputs, await settingsOf(options, program), options, context)
}

/** What was given as an option goes before the recipe, and the recipe before what is usual. */
async function settingsOf(options: RunOptions, program: Command): Promise<RunSettings> {
  const [{ readMapping }, { readRecipe }] = await Promise.all([
    import('../local/mapping.ts'),
    import('../local/recipe.ts'),
  ])
  const { mode, threshold, formats, bias, option, compareWith, mapping, plan, licence, consent } = options
  const recipe = options.recipe === undefined ? undefined : await readRecipe(options.recipe)
  const chosen = <T>(name: string, given: T, inRecipe: T | undefined): T =>
    program.getOptionValueSource(name) === 'cli' ? given : (inRecipe ?? given)
  const stages = new Set([...Object.keys(recipe?.options ?? {}), ...Object.keys(option)]) as Set<StageName>
  const merged: StageOptions = Object.fromEntries(
    [...stages].map((stage) => [stage, { ...recipe?.options?.[stage], ...option[stage] }]),
  )
  const site = options.siteList === undefined ? undefined : await siteListOf(options.siteList, options.local)
  if (site) merged.processing = { ...merged.processing, siteList: site.option }
  const columns = mapping === undefined ? recipe?.mapping : await readMapping(mapping)
  return {
    ...(licence !== undefined && { licence }),
    ...(consent !== undefined && { consent }),
    executionMode: chosen('mode', mode, recipe?.mode),
    qualityThreshold: chosen('threshold', threshold, recipe?.threshold),
    enableBiasDetection: chosen('bias', bias, recipe?.bias),
    exportFormats: chosen('formats', formats, recipe?.formats),
    options: {
      ...merged,
      ...(plan && { export: { ...merged.export, plan } }),
      ...(compareWith && { standardization: { ...merged.standardization, compareWith } }),
    },
    ...(columns !== undefined && { mapping: columns }),
    ...(site?.list && { siteList: site.list }),
  }
}

/** Of a local run, the words themselves go along; the API has those of its lists. */
async function siteListOf(given: string, isLocal = false): Promise<{ option: JsonObject | string; list?: SiteList }> {
  if (!isLocal) return { option: given }
  const [{ readSiteList }, { siteListRefOf }] = await Promise.all([
    import('../local/site-list.ts'),
    import('@techdeck/stages/site-lists'),
  ])
  const list = await readSiteList(given)
  return { option: { ...siteListRefOf(list, 'local') }, list }
}

export function parseThreshold(text: string): number {
  const score = Number(text)
  if (text.trim() !== '' && score >= 0 && score <= 1) return score
  throw new InvalidArgumentError('It must be a number from 0 to 1.')
}

export function parseFormats(text: string): ExportFormat[] {
  const names = new Set(text.split(',').map((name) => name.trim()))
  const formats = EXPORT_FORMATS.filter((format) => names.has(format))
  if (formats.length === names.size) return formats
  throw new InvalidArgumentError(`Known formats are ${EXPORT_FORMATS.join(', ')}.`)
}

/** Adds `stage.name=value` to the options given so far; a value that is not JSON is taken as text. */
export function parseStageOption(text: string, given: StageOptions): StageOptions {
  const [, name = '', option = '', value = ''] = /^([a-z]+)\.([A-Za-z]+)=(.*)$/s.exec(text) ?? []
  const stage = STAGES.find((known) => known === name)
  if (!stage) throw new InvalidArgumentError(`It must be stage.name=value; stages are ${STAGES.join(', ')}.`)
  return { ...given, [stage]: { ...given[stage], [option]: valueOf(value) } }
}

function valueOf(text: string): JsonObject[string] {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
