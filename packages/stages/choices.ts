import { STAGES, type Choices, type StageName, type StageOption } from '@techdeck/contracts'
import { z } from 'zod'
import { contractComments, type OptionComment } from './contract-comments.ts'
import { CONTRACTS } from './contracts.ts'
import { presetNames, readPreset } from './recipes/index.ts'

/** All options of all stages with what they mean, read from the contracts and their comments, and the presets. */
export async function readChoices(): Promise<Choices> {
  const options: { [stage in StageName]?: StageOption[] } = {}
  for (const stage of STAGES) options[stage] = await optionsOf(stage)
  const names = await presetNames()
  return { options, presets: await Promise.all(names.map(async (name) => ({ ...(await readPreset(name)), name }))) }
}

interface Property {
  type?: string
  enum?: string[]
  minimum?: number
  maximum?: number
  default?: unknown
}

async function optionsOf(stage: StageName): Promise<StageOption[]> {
  const comments = (await contractComments(stage)).filter(({ isOutermost }) => isOutermost)
  const schema = z.toJSONSchema(CONTRACTS[stage].options, { io: 'input', unrepresentable: 'any' })
  return Object.entries((schema.properties ?? {}) as Record<string, Property>).map(([name, property]) => ({
    name,
    text: inPlainWords(comments.find((comment) => comment.name === name)),
    ...kindOf(property),
    ...(property.default !== undefined && { usual: property.default }),
  }))
}

function kindOf({ type, enum: choices, minimum, maximum }: Property): Omit<StageOption, 'name' | 'text' | 'usual'> {
  if (choices) return { kind: 'choice', choices }
  if (type === 'boolean') return { kind: 'boolean' }
  if (type !== 'number' && type !== 'integer') return { kind: 'json' }
  return {
    kind: 'number',
    isWhole: type === 'integer',
    ...(minimum !== undefined && { least: minimum }),
    ...(maximum !== undefined && { most: maximum }),
  }
}

/** A comment without the signs of code; its points stay lines of their own. */
const inPlainWords = (comment: OptionComment | undefined): string =>
  (comment?.lines ?? [])
    .join('\n')
    .replaceAll('`', '')
    .replaceAll(/\n(?!- )\s*/g, ' ')
    .trim()
