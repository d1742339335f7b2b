import { readFile } from 'node:fs/promises'
import type { Recipe } from '@techdeck/contracts'
import { ValidationError } from '@techdeck/core'
import { parseRecipe, presetNames, readPreset } from '@techdeck/stages/recipes'
import { codeOf } from './error-code.ts'
import { exists } from './files.ts'

/**
 * A recipe by the name of a preset, or from a file; a file goes before a preset of the same name.
 *
 * @throws {@link ValidationError} that names what is wrong in it, where, and what would be right
 */
export async function readRecipe(given: string): Promise<Recipe> {
  const names = await presetNames()
  if (names.includes(given) && !(await exists(given))) return readPreset(given)
  const text = await readFile(given, 'utf8').catch((error: unknown) => {
    const code = codeOf(error)
    const what = code === 'ENOENT' ? `There is no file ${given}` : `${given} is not readable (${code})`
    throw new ValidationError(`${what}, and no preset of that name. Presets are ${names.join(', ')}.`, {
      details: [{ path: given, problem: code, allowed: names }],
    })
  })
  return parseRecipe(text, given)
}
