import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { dataDirectory, SUITE_FILES } from '@techdeck/analysis/evaluate'
import { cardFile, measuredWeightsFile, MODELS_FOLDER, weightsFile } from '@techdeck/analysis/model'
import { MODELS } from '@techdeck/analysis/models'
import { DataFolder } from './data-folder.ts'
import { Trainer } from './trainer.ts'

/** Trains the named models (all when none is named) and writes their weights and cards; `--dry` only says how they do. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { data: { type: 'string' }, only: { type: 'string', multiple: true }, dry: { type: 'boolean' } },
})
const names = [...positionals, ...(values.only ?? [])]
const unknown = names.filter((name) => !MODELS.some((model) => model.name === name))
if (unknown.length > 0) {
  process.stderr.write(
    `There is no model ${unknown.join(', ')}. There are: ${MODELS.map(({ name }) => name).join(', ')}.\n`,
  )
  process.exit(2)
}
const say = (line: string) => process.stdout.write(`${line}\n`)
const data = new DataFolder(values.data ?? dataDirectory(process.env))
const trainer = new Trainer(data, say)
for (const model of MODELS) {
  if (names.length > 0 && !names.includes(model.name)) continue
  const { shipped, file, card } = trainer.train(model)
  if (values.dry) continue
  mkdirSync(dirname(weightsFile(model)), { recursive: true })
  writeFileSync(weightsFile(model), shipped)
  writeFileSync(measuredWeightsFile(model), file)
  writeFileSync(cardFile(model), `${JSON.stringify(card, null, 2)}\n`)
}
if (!values.dry) writeFileSync(join(MODELS_FOLDER, 'trained-on.json'), `${JSON.stringify(hashes(), null, 2)}\n`)

/** What `evaluate` recognises files by that were trained with: all that suites measure, since rules were written with them. */
function hashes(): Record<string, string> {
  const present = SUITE_FILES.filter((file) => existsSync(join(data.directory, `${file}.jsonl`)))
  return Object.fromEntries(present.toSorted().map((file) => [file, data.file(file).sha256]))
}
