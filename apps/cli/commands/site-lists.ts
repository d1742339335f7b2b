import type { SiteListView } from '@techdeck/contracts'
import { plural } from '@techdeck/client/figures'
import type { CliCommand, CliContext } from '../command.ts'
import { connectAs, takeCommonOptions, type CommonOptions } from '../session/common-options.ts'

export const command: CliCommand = {
  summary: 'Lists of words of your own site to hide or never to hide',
  define(program, context) {
    const common = takeCommonOptions(program, EXAMPLES)
    program.action((options: CommonOptions) => list(options, context))
    program
      .command('show <name>')
      .description('Show a list with its words')
      .option('--version <number>', 'not its newest version', Number)
      .action((name: string, { version }: { version?: number }) => show(name, version, common(), context))
    program
      .command('set <name> <file>')
      .description('Make the next version of a list from a file')
      .action((name: string, file: string) => set(name, file, common(), context))
    program
      .command('try <list> <text>')
      .description('Say what a list, or a file with one, would do to a text in a file (- is stdin)')
      .action((wanted: string, text: string) => tryOut(wanted, text, common(), context))
  },
}

const EXAMPLES = `
A file has a name to hide in each line, or is YAML:
  hide: [Dana Whitlock, { text: Harbour House, category: location }]
  keep: [Beck]             # never hidden, such as the name of a method
  canaries: [zqx-canary-7] # planted in the data: a conversation in which one is left is withheld

Examples:
  ./techdeck site-lists set staff staff.yaml
  ./techdeck site-lists try staff.yaml notes.txt
  ./techdeck run sessions.csv --site-list staff --wait
  ./techdeck run sessions.csv --local --out training --site-list staff.yaml`

async function list(options: CommonOptions, context: CliContext): Promise<void> {
  const [client, { table }] = await Promise.all([connectAs(options, context), import('../ui/table.ts')])
  const { out, signal } = context
  const lists = await client.listSiteLists({ query: { limit: 200 }, signal })
  if (options.json) return out.json(lists)
  if (lists.length === 0) return out.note('There is none. Make one: ./techdeck site-lists set NAME FILE')
  const rows = lists.map(({ name, version, hide, keep, canaries }) => [name, version, hide, keep, canaries])
  for (const line of table(['list', 'version', 'hide', 'keep', 'canaries'], rows)) out.line(line)
}

async function show(
  name: string,
  version: number | undefined,
  options: CommonOptions,
  context: CliContext,
): Promise<void> {
  const client = await connectAs(options, context)
  const { out, signal } = context
  const query = version === undefined ? {} : { version }
  const found = await client.getSiteList({ params: { name }, query, signal })
  if (options.json) return out.json(found)
  out.line(describe(found))
  const { printable } = await import('../ui/format.ts')
  for (const { text, category } of found.content.hide) out.line(`  hide ${printable(text)} (${category})`)
  for (const text of found.content.keep) out.line(`  keep ${printable(text)}`)
  for (const text of found.content.canaries) out.line(`  canary ${printable(text)}`)
}

async function set(name: string, file: string, options: CommonOptions, context: CliContext): Promise<void> {
  const [client, { readSiteList }] = await Promise.all([connectAs(options, context), import('../local/site-list.ts')])
  const { out, signal } = context
  const made = await client.saveSiteList({ body: { name, ...(await readSiteList(file)) }, signal })
  if (options.json) return out.json(made)
  out.line(describe(made))
}

async function tryOut(wanted: string, file: string, options: CommonOptions, context: CliContext): Promise<void> {
  const [client, { readSiteList }, { contentOf }, { existsSync }, { printable }] = await Promise.all([
    connectAs(options, context),
    import('../local/site-list.ts'),
    import('../session/mend-files.ts'),
    import('node:fs'),
    import('../ui/format.ts'),
  ])
  const { out, signal, stdin } = context
  const words = existsSync(wanted)
    ? await readSiteList(wanted)
    : (await client.getSiteList({ params: { name: wanted }, signal })).content
  const text = await contentOf(file, stdin)
  const tried = await client.trySiteList({ body: { ...words, text }, signal })
  if (options.json) return out.json(tried)
  const points = Array.from(text)
  for (const { kind, category, start, end } of tried.findings)
    out.line(`  ${kind === 'kept' ? 'keep' : 'hide'} ${printable(points.slice(start, end).join(''))} (${category})`)
  if (tried.findings.length === 0) out.note('The list says nothing of this text.')
  if (tried.canaries > 0) out.line(`  ${plural(tried.canaries, 'canary', 'canaries')}: it would be withheld`)
}

const describe = ({ name, version, hide, keep, canaries }: SiteListView): string =>
  `${name}, version ${version}: ${plural(hide, 'word')} to hide, ${plural(keep, 'word')} to keep, ${plural(canaries, 'canary', 'canaries')}`
