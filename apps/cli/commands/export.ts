import type { ExportFileView } from '@techdeck/contracts'
import { formatBytes, plural } from '@techdeck/client/figures'
import type { CliCommand, CliContext } from '../command.ts'
import { homeOption, recipientOption } from '../session/arguments.ts'
import { printable } from '../ui/format.ts'
import { table } from '../ui/table.ts'

interface ExportOptions {
  out?: string
  force?: boolean
  recipient?: string[]
  purpose?: string
  home?: string
  json?: boolean
}

export const command: CliCommand = {
  summary: 'List the files that an execution made, or download them',
  define(program, context) {
    program
      .argument('<id>', 'the execution')
      .option('--out <dir>', 'download into this folder; every file is checked against its hash')
      .option(...recipientOption)
      .option('--purpose <text>', 'what the copy is for; of a data set that is kept for a purpose it is that one')
      .option('--force', 'write into a folder that is not empty')
      .option(...homeOption)
      .option('--json', 'print {files} as one JSON object, with each path when downloaded')
      .addHelpText(
        'after',
        '\nExamples:\n  ./techdeck export 0199… --out training-data\n  ./techdeck export 0199… --recipient age1…',
      )
      .action((id: string, options: ExportOptions) => fetchExports(id, options, context))
  },
}

async function fetchExports(id: string, options: ExportOptions, context: CliContext): Promise<void> {
  const { connect } = await import('../session/connect.ts')
  const { out, signal } = context
  const client = await connect(context, options)
  const { files } = await client.listExports({ params: { id }, signal })
  const folder = options.out ?? (options.recipient && `techdeck-export-${id}`)
  if (folder === undefined) {
    if (options.json) return out.json({ files })
    if (files.length === 0) return out.note('The execution has made no files.')
    for (const line of exportTable(files)) out.line(line)
    return out.note(`Download them: ./techdeck export ${id} --out DIR`)
  }
  const [{ claimFolder }, { downloadExports }, { sealFor }, { termsOf }] = await Promise.all([
    import('../local/export-folder.ts'),
    import('../session/download.ts'),
    import('../local/seal.ts'),
    import('../local/receipt.ts'),
  ])
  const seal = options.recipient && (await sealFor(options.recipient))
  await claimFolder(folder, options.force)
  const saved = await downloadExports(client, id, files, folder, context, { seal, purpose: options.purpose })
  if (options.json) return out.json({ out: folder, files: saved })
  for (const line of exportTable(files)) out.line(line)
  out.line(`\n${plural(saved.length, 'file')} ${seal ? 'sealed ' : ''}in ${folder}`)
  for (const line of termsOf(saved.flatMap(({ copies }) => copies))) out.line(printable(line))
}

const exportTable = (files: readonly ExportFileView[]): string[] =>
  table(
    ['file', 'format', 'records', 'size', 'sha256'],
    files.map(({ name, format, records, size_bytes, sha256 }) => [
      name,
      format,
      records,
      formatBytes(size_bytes),
      sha256,
    ]),
    '',
  )
