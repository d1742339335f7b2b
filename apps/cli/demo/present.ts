import { join } from 'node:path'
import type { ServiceState } from '@techdeck/devstack'
import { dataFolder } from '@techdeck/examples'
import { formatBytes, plural } from '@techdeck/client/figures'
import type { CliContext } from '../command.ts'
import { filesOf, type NamedFile } from '../local/files.ts'
import { stackView } from '../stack-view.ts'
import type { DemoStack } from './stack.ts'
import type { DemoResult } from './run-demo.ts'
import { findSample } from './sample.ts'
import { showOutcome, showSample } from './show.ts'

/** What a demo runs on. */
export interface DemoData {
  paths: string[]
  files: NamedFile[]
  title: string
  name?: string
  /** The examples of the project, and not somebody's own files. */
  isExample: boolean
}

/** @throws ValidationError when a file is not there */
export async function demoData(given: readonly string[] | undefined): Promise<DemoData> {
  const paths = [...(given ?? [dataFolder])]
  const files = await filesOf(paths)
  const size = formatBytes(files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0))
  return {
    paths,
    files,
    title: `${plural(files.length, given ? 'file' : 'example file')}, ${size}`,
    ...(!given && { name: 'TechDeck examples' }),
    isExample: !given,
  }
}

/** The one JSON object of `demo --json`; no text of a conversation is in it. */
export const demoView = (
  stack: Pick<DemoStack, 'apiUrl' | 'webUrl'>,
  services: ServiceState[],
  { dataset, execution, report, exports }: DemoResult,
) => ({
  ...stackView({ ...stack, services }),
  dataset,
  execution,
  conversations_per_s: execution.metrics['conversations_per_s'] ?? null,
  conserved: report.conservation.conserved,
  losses: report.conservation.stages.flatMap(({ stage, losses }) => losses.map((loss) => ({ stage, ...loss }))),
  exports,
})

/**
 * Prints what a demo did. The passage before and after is read from the files themselves; of own files it is shown on a
 * terminal only, since elsewhere it would be kept.
 */
export async function showDemo(
  { execution, report, exports }: DemoResult,
  services: readonly ServiceState[],
  { files, isExample }: DemoData,
  { out, signal }: Pick<CliContext, 'out' | 'signal'>,
): Promise<void> {
  const print = (lines: readonly string[]) => lines.forEach((line) => out.line(line))
  out.line()
  print(showOutcome(execution, report))
  const file = exports.files.find(({ format }) => format === 'jsonl')
  if (file && (isExample || out.interactive)) {
    const sample = await findSample(files, join(exports.folder, file.name), signal)
    if (sample) print(['', ...showSample(sample, out.interactive)])
  }
  out.line()
  out.line(`The export: ${exports.folder}`)
  for (const { name, format, size_bytes } of exports.files)
    out.line(`  ${name} (${format}, ${formatBytes(size_bytes)})`)
  for (const { name, note } of services) if (note !== undefined) out.line(`Note on ${name}: ${note}.`)
}
