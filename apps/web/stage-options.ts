import type { Choices } from '@techdeck/contracts'

const MODULE = 'virtual:stage-options'
/** Not by its name alone: the page is checked with the types of browsers, and the stages with those of Node. */
const SOURCE: string = '@techdeck/stages/choices'

/** Gives the page all options of all stages with what they mean, and the presets, as they are when it is built. */
export async function stageOptions() {
  // Once the configuration is read, what it imports cannot be imported any more.
  const code = `export const choices = ${JSON.stringify(await readChoices())}`
  return {
    name: 'techdeck-stage-options',
    resolveId: (source: string) => (source === MODULE ? `\0${MODULE}` : null),
    load: (id: string) => (id === `\0${MODULE}` ? code : null),
  }
}

export async function readChoices(): Promise<Choices> {
  const stages = (await import(/* @vite-ignore */ SOURCE)) as { readChoices(): Promise<Choices> }
  return stages.readChoices()
}
