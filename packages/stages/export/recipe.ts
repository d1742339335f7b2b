import type { FileReading, GivenMapping, JsonObject } from '@techdeck/contracts'
import { STAGES } from '@techdeck/contracts/names'
import { MappingFields, type Recipe } from '@techdeck/contracts/recipe'
import type { Mapping } from '@techdeck/formats'
import { isKnownRole, isUsualName } from '@techdeck/formats/names'
import { writeRecipe } from '../recipes/index.ts'
import { contract } from './contract.ts'
import type { ExportContext } from './manifest.ts'

const HEADER = `# Everything that decided how this export came out, beside the data themselves. To do it again:
#   ./techdeck run FILE --recipe recipe.yaml
`
const LEFT_OUT = `# Some columns, or paths to fields, have names of their own, which may tell of people: add these to the mapping yourself.
`

/** The recipe by which anybody can repeat a run; equal settings give equal text. It names no speaker, and no column by a name of its own. */
export async function recipeOf(context: ExportContext): Promise<string> {
  const { execution } = context
  const options: [string, JsonObject][] = []
  const versions: [string, number][] = []
  for (const stage of STAGES) {
    const earlier = context.earlier(stage)
    const own = stage === contract.name
    const given = own ? context.options : earlier?.report['options']
    if (given !== undefined) options.push([stage, JSON.parse(JSON.stringify(given)) as JsonObject])
    const version = own ? contract.version : earlier?.version
    if (version !== undefined) versions.push([stage, version])
  }
  const { mapping, leftOut } = await mappingOf(context)
  const recipe: Recipe = {
    techdeck_recipe: 1,
    mode: execution.executionMode as Recipe['mode'],
    threshold: execution.qualityThreshold,
    bias: execution.enableBiasDetection,
    formats: [...execution.exportFormats] as Recipe['formats'],
    ...(mapping && { mapping }),
    options: Object.fromEntries(options),
    versions: Object.fromEntries(versions),
  }
  return HEADER + (leftOut ? LEFT_OUT : '') + writeRecipe(recipe)
}

/**
 * How files were read. Of the only file, all of it; of several, what their owner said of one or the other, since detection
 * finds the rest again. Files are named by their bytes: their names may tell of people.
 */
async function mappingOf({
  dataset,
  reading,
}: ExportContext): Promise<{ mapping?: GivenMapping | undefined; leftOut: boolean }> {
  const [only, ...more] = dataset.files
  if (!only) return { leftOut: false }
  if (more.length === 0 && only.readAs === undefined) return fieldsOf((await reading(only.ordinal)).mapping)
  const files: FileReading[] = []
  let leftOut = false
  for (const { ordinal, sha256, readAs, mapping, inspection } of dataset.files) {
    if (inspection === undefined || (readAs === undefined && mapping === undefined)) continue
    const fields = mapping === undefined ? undefined : fieldsOf((await reading(ordinal)).mapping)
    leftOut ||= fields?.leftOut ?? false
    if (readAs === undefined && !fields?.mapping) continue
    files.push({
      sha256,
      ...(readAs !== undefined && { read_as: readAs }),
      ...(fields?.mapping && { mapping: fields.mapping }),
    })
  }
  return { ...(files.length > 0 && { mapping: { files } }), leftOut }
}

/** A mapping without what may tell of people: columns by names of their own, and speakers who are called by no role. */
function fieldsOf(mapping: Mapping): { mapping?: MappingFields | undefined; leftOut: boolean } {
  const { utteranceId, roles = {}, metadata: _metadata, labels: _labels, ...parts } = mapping
  const columns = Object.entries({ ...parts, ...(utteranceId !== undefined && { utterance_id: utteranceId }) })
  const usual = columns.filter(([, name]) => [name].flat().every(isUsualName))
  const known = Object.fromEntries(Object.entries(roles).filter(([speaker]) => isKnownRole(speaker)))
  const fields = MappingFields.safeParse({
    ...Object.fromEntries(usual),
    ...(Object.keys(known).length > 0 && { roles: known }),
  })
  const leftOut = usual.length < columns.length
  return fields.success && Object.keys(fields.data).length > 0 ? { mapping: fields.data, leftOut } : { leftOut }
}
