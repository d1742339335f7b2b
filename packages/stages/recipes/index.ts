import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Problem } from '@techdeck/contracts'
import { STAGES } from '@techdeck/contracts/names'
import { Recipe, RecipeName } from '@techdeck/contracts/recipe'
import { NotFoundError, ValidationError } from '@techdeck/core'
import { LineCounter, isMap, isScalar, parseDocument, stringify, type Document } from 'yaml'
import { CONTRACTS } from '../contracts.ts'

const FOLDER = join(import.meta.dirname, 'presets')

/** The presets that there are: the folder is the registry. */
export async function presetNames(): Promise<string[]> {
  const files = await readdir(FOLDER)
  return files.flatMap((file) => (file.endsWith('.yaml') ? [file.slice(0, -'.yaml'.length)] : [])).toSorted()
}

/** A preset by its name. @throws {@link NotFoundError} that names those that there are */
export async function readPreset(name: string): Promise<Recipe> {
  const names = await presetNames()
  if (!RecipeName.safeParse(name).success || !names.includes(name))
    throw new NotFoundError(`There is no preset of that name. There are ${names.join(', ')}.`, {
      details: [{ path: 'recipe', problem: 'unknown', allowed: names }],
      userMessage: `There is no preset of that name. There are ${names.join(', ')}.`,
    })
  return parseRecipe(await readFile(join(FOLDER, `${name}.yaml`), 'utf8'), name)
}

/**
 * Reads a recipe in YAML, of which JSON is a part.
 *
 * @param name what errors call it
 * @throws {@link ValidationError} with line and column of each thing that is not known here, and what would be right
 */
export function parseRecipe(text: string, name: string): Recipe {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const [broken] = document.errors
  if (broken) {
    const { line, col } = lines.linePos(broken.pos[0])
    throw refused(name, [{ path: `line ${line}, column ${col}`, problem: `no YAML (${broken.code})` }])
  }
  return checkRecipe(document.toJS({ maxAliasCount: 10 }), name, (path) => placeOf(document, lines, path))
}

/** Checks a recipe that came as an object. @throws {@link ValidationError}, as {@link parseRecipe} */
export function checkRecipe(value: unknown, name: string, where: (path: PropertyKey[]) => string = shown): Recipe {
  const parsed = Recipe.safeParse(value)
  if (!parsed.success)
    throw refused(
      name,
      parsed.error.issues.flatMap((issue) => problemsOf(issue, where)),
    )
  const problems: Problem[] = []
  for (const stage of STAGES) {
    const { options: known, version } = CONTRACTS[stage]
    const options = known.safeParse(parsed.data.options?.[stage] ?? {})
    for (const issue of options.error?.issues ?? [])
      problems.push(...problemsOf({ ...issue, path: ['options', stage, ...issue.path] }, where))
    const made = parsed.data.versions?.[stage]
    if (made !== undefined && made !== version)
      problems.push({
        path: where(['versions', stage]),
        problem: `it was made with version ${made} of ${stage}, and this is version ${version}: the result may differ. Take the line out to run it all the same`,
        allowed: [String(version)],
      })
  }
  if (problems.length > 0) throw refused(name, problems)
  return parsed.data
}

/** A recipe as YAML; equal recipes give equal text. */
export const writeRecipe = (recipe: Recipe): string => stringify(recipe, { lineWidth: 0 })

function refused(name: string, problems: Problem[]): ValidationError {
  const told = problems.map(
    ({ path, problem, allowed }) => `${path}: ${problem}${allowed ? ` (known: ${allowed.join(', ')})` : ''}`,
  )
  const message = `The recipe ${name} cannot be used. ${told.join('; ')}.`
  return new ValidationError(message, { details: problems, userMessage: message })
}

type Issue = { code: string; path: PropertyKey[]; message: string; keys?: string[]; values?: unknown[] }

function problemsOf(given: unknown, where: (path: PropertyKey[]) => string): Problem[] {
  const { code, path, message, keys, values } = given as Issue
  if (code === 'unrecognized_keys' || (code === 'invalid_key' && path.length > 0)) {
    const names = keys ?? []
    const allowed = knownIn(path)
    return (names.length > 0 ? names : [String(path.at(-1))]).map((key) => ({
      path: where(names.length > 0 ? [...path, key] : path),
      problem: 'unknown key',
      ...(allowed && { allowed }),
    }))
  }
  return [
    {
      path: where(path),
      problem: message,
      ...(values && { allowed: values.map(String) }),
    },
  ]
}

/** Names that may stand at a path. */
function knownIn(path: readonly PropertyKey[]): readonly string[] | undefined {
  if (path.length === 0) return Object.keys(Recipe.shape)
  const [first, stage, ...rest] = path
  if ((first === 'options' || first === 'versions') && stage === undefined) return STAGES
  if (first !== 'options' || rest.length > 0) return undefined
  const { options } = CONTRACTS[stage as (typeof STAGES)[number]] ?? {}
  return options && 'shape' in options ? Object.keys(options.shape as object) : undefined
}

const shown = (path: readonly PropertyKey[]): string => (path.length === 0 ? 'recipe' : path.map(String).join('.'))

/** Where a member stands in the text, or the nearest thing around it that does. */
function placeOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): string {
  let node: unknown = document.contents
  let at = 0
  for (const name of path) {
    const pair = isMap(node) ? node.items.find(({ key }) => isScalar(key) && key.value === name) : undefined
    if (!pair) break
    at = (isScalar(pair.key) && pair.key.range?.[0]) || at
    node = pair.value
  }
  const { line, col } = lines.linePos(at)
  return `${shown(path)} (line ${line}, column ${col})`
}
