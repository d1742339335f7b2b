import { STAGES, type StageName } from '@techdeck/contracts'
import { UNPACK_OPTIONS, type UnpackLimit, variableOf } from '@techdeck/core'
import { contractComments } from '@techdeck/stages/contract-comments'
import { CONTRACTS } from '@techdeck/stages/contracts'
import { z } from 'zod'
import { typeOf } from './api-page.ts'
import type { Schema } from './schema.ts'

const HEAD = `# Options of the stages

What a run takes beside mode, threshold and formats, stage by stage. Given as \`--option STAGE.NAME=VALUE\` to \`./techdeck run\`, as \`options: {STAGE: {NAME: VALUE}}\` to the API, tools for agents and the Python client, in a recipe, and on the page where a run is started. What is not named here is refused, with what would be right.

This page is made of the contracts of the stages, and of the limits of reading, by \`node apps/api/reference/main.ts\`; a test holds it to them.
`

/** The page of all options, after the contracts of the stages and the comments in them. */
export async function optionsPage(): Promise<string> {
  const parts = await Promise.all(STAGES.map(partOf))
  return [HEAD, ...parts, limitsPart()].join('\n')
}

const LIMITS_HEAD = `## Limits of reading

What unpacking, conversion and reading of uploads are held to: variables of the workers, and of \`./techdeck inspect\` and \`run --local\`. What goes beyond one is refused, and a row is set aside; either way the limit is named. By default a hostile file takes less than 300 MB of memory: raise \`WORKER_MEMORY_MB\` with them. A data set keeps the limits of rows that it was read with.
`

function limitsPart(): string {
  const rows = Object.entries(UNPACK_OPTIONS).map(([name, { default: byDefault, least, most, about }]) => {
    const bounds = most === undefined ? `${least} or more` : `${least} to ${most}`
    return `| \`${variableOf(name as UnpackLimit)}\` | ${bounds} | \`${byDefault}\` | ${about} |`
  })
  return [LIMITS_HEAD, '| variable | value | by default | of what |', '| --- | --- | --- | --- |', ...rows, ''].join(
    '\n',
  )
}

async function partOf(stage: StageName): Promise<string> {
  const schema = z.toJSONSchema(CONTRACTS[stage].options, { io: 'input', unrepresentable: 'any' }) as Schema
  const comments = await commentsOf(stage)
  const rows = Object.entries(schema.properties ?? {}).flatMap(([name, option]) => rowsOf(name, option, comments))
  const own = rows.map((cells) => `| ${cells.join(' | ')} |`)
  return [
    `## ${stage}`,
    '',
    '| option | value | by default | what it does |',
    '| --- | --- | --- | --- |',
    ...own,
    '',
  ].join('\n')
}

/** An option, and what is within it by `option.name`. */
function rowsOf(name: string, option: Schema, comments: ReadonlyMap<string, string>): string[][] {
  const within = Object.entries(option.properties ?? {})
  const byDefault = option.default === undefined ? '–' : `\`${JSON.stringify(option.default)}\``
  const said = comments.get(name.split('.').at(-1) ?? name) ?? ''
  const own = [`\`${name}\``, within.length > 0 ? 'object' : typeOf(option), within.length > 0 ? '–' : byDefault, said]
  return [own, ...within.flatMap(([inner, schema]) => rowsOf(`${name}.${inner}`, schema, comments))]
}

/** What the contract says of each of its options, in one line. */
async function commentsOf(stage: StageName): Promise<Map<string, string>> {
  const comments = await contractComments(stage)
  return new Map(comments.map(({ name, lines }) => [name, inOneLine(lines.join(' '))]))
}

const inOneLine = (comment: string): string =>
  comment
    .replaceAll(/\{@link (\w+)\}/g, '`$1`')
    .replaceAll(/\s+/g, ' ')
    .replaceAll('|', '\\|')
    .trim()
