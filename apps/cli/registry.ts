import { readdir } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { CliCommand } from './command.ts'

const FOLDER = join(import.meta.dirname, 'commands')
/** `.ts` in the tree, `.js` in a package. */
export const EXTENSION = extname(import.meta.filename)

/** The names of all commands, in alphabetical order: the folder is the registry. */
export async function commandNames(): Promise<string[]> {
  const files = await readdir(FOLDER)
  return files
    .filter((file) => file.endsWith(EXTENSION) && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -EXTENSION.length))
    .toSorted()
}

/** Loads one command; the name must be one of {@link commandNames}. */
export async function loadCommand(name: string): Promise<CliCommand> {
  const module: { command: CliCommand } = await import(pathToFileURL(join(FOLDER, name + EXTENSION)).href)
  return module.command
}
