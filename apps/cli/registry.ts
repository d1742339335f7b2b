import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { CliCommand } from './command.ts'

const FOLDER = join(import.meta.dirname, 'commands')

/** The names of all commands, in alphabetical order: the folder is the registry. */
export async function commandNames(): Promise<string[]> {
  const files = await readdir(FOLDER)
  return files
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
    .map((file) => file.slice(0, -'.ts'.length))
    .toSorted()
}

/** Loads one command; the name must be one of {@link commandNames}. */
export async function loadCommand(name: string): Promise<CliCommand> {
  const module: { command: CliCommand } = await import(pathToFileURL(join(FOLDER, `${name}.ts`)).href)
  return module.command
}
