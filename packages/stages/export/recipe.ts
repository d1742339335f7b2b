import { MappingFields, STAGES, type JsonObject, type Recipe } from '@techdeck/contracts'
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

/** How the only file was read; several files have a mapping each, which detection finds again. */
async function mappingOf({
  dataset,
  reading,
}: ExportContext): Promise<{ mapping?: MappingFields | undefined; leftOut: boolean }> {
  const [file, ...more] = dataset.files
  if (!file || more.length > 0) return { leftOut: false }
  const { mapping } = await reading(file.ordinal)
  const { utteranceId, roles = {}, metadata: _metadata, labels: _labels, ...parts }: Mapping = mapping
  const columns = Object.entries({ ...parts, ...(utteranceId !== undefined && { utterance_id: utteranceId }) })
  const usual = columns.filter(([, name]) => [name].flat().every(isUsualName))
  // A speaker who is called by a role is nobody in particular; all others have names.
  const known = Object.fromEntries(Object.entries(roles).filter(([speaker]) => isKnownRole(speaker)))
  const fields = MappingFields.safeParse({
    ...Object.fromEntries(usual),
    ...(Object.keys(known).length > 0 && { roles: known }),
  })
  const leftOut = usual.length < columns.length
  return fields.success && Object.keys(fields.data).length > 0 ? { mapping: fields.data, leftOut } : { leftOut }
}
