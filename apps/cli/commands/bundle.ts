import type { CliCommand, CliContext } from '../command.ts'
import { codeOf } from '../local/error-code.ts'
import { takeCommonOptions, type CommonOptions } from '../session/common-options.ts'

interface BundleOptions extends CommonOptions {
  out: string
}

export const command: CliCommand = {
  summary: 'Write an archive for whoever helps: services, logs and runs, nothing of the data',
  define(program, context) {
    program.option('--out <file>', 'where to', 'techdeck-bundle.json.gz')
    takeCommonOptions(program, EXAMPLES, 'print it as one JSON value, and write no file')
    program.action((options: BundleOptions) => bundle(options, context))
  },
}

const EXAMPLES = `
Ids, counts, codes, times and log lines are in it: no text of conversations, no name of a data set or file, no address of
a person, no token. Look at it before you give it away.

Examples:
  ./techdeck bundle --out bundle.json.gz
  gunzip -c bundle.json.gz | less`

async function bundle({ out: file, ...options }: BundleOptions, context: CliContext): Promise<void> {
  const [{ collectSupport }, { writeFile }, { gzipSync }] = await Promise.all([
    import('../support/collect.ts'),
    import('node:fs/promises'),
    import('node:zlib'),
  ])
  const { out } = context
  const found = await collectSupport(options, context)
  if (options.json) return out.json(found)
  await writeFile(file, gzipSync(`${JSON.stringify(found, null, 2)}\n`), { flag: 'wx', mode: 0o600 }).catch(exists)
  out.line(file)
  out.note(`Look at it before you give it away: gunzip -c ${file} | less`)
}

async function exists(error: unknown): Promise<never> {
  if (codeOf(error) !== 'EEXIST') throw error
  const { ConflictError } = await import('@techdeck/core')
  throw new ConflictError('The file is there already. Name another: --out FILE')
}
