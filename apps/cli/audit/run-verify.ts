import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import { openCheckpoint, parseVerifier, readExport } from '@techdeck/audit'
import { ValidationError } from '@techdeck/core'
import type { CliContext } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import type { CommonOptions } from '../session/common-options.ts'
import { openLog } from './known-log.ts'
import { batchesOverApi } from './log-over-api.ts'
import { toVerifier, verifyBatches, type AuditReport } from './verify-audit.ts'

/** What `audit verify` is told at the command line. */
export interface VerifyFlags {
  file?: string
  key?: string
  witness?: string[]
}

/** Verifies the log of an API, or an exported one, and says what is wrong by its exit code too. */
export async function verify(flags: VerifyFlags, options: CommonOptions, context: CliContext): Promise<void> {
  const report = flags.file === undefined ? await overApi(flags, options, context) : await ofFile(flags, flags.file)
  if (!report.ok) context.exit(EXIT.failed)
  if (options.json) return context.out.json(report)
  for (const line of reportLines(report)) context.out.line(line)
}

async function ofFile({ key, witness = [] }: VerifyFlags, path: string): Promise<AuditReport> {
  if (key === undefined)
    throw new ValidationError('Name the key of the log by --key: an export cannot vouch for itself.', {
      userMessage: 'Name the key of the log by --key: an export cannot vouch for itself.',
    })
  const { head, batches } = await readExport(linesOf(path))
  return verifyBatches(batches, head, { verifier: toVerifier(key), witnesses: witness.map(toVerifier) })
}

const linesOf = (path: string) => createInterface({ input: createReadStream(path), crlfDelay: Infinity })

/** Remembers what it saw, so that the next time shows whether the log only grew since. */
async function overApi(
  { key, witness = [] }: VerifyFlags,
  options: CommonOptions,
  context: CliContext,
): Promise<AuditReport> {
  const { signal, out } = context
  const { client, before, keyOf, remember } = await openLog(options, context, key)
  const shown = await client.getAuditCheckpoint({ signal })
  const trusted = keyOf(shown.verifier)
  const verifier = toVerifier(trusted)
  const size = openCheckpoint(shown.checkpoint, parseVerifier(shown.verifier) ?? verifier)?.size ?? 0
  if (size > 100_000) out.note(`Reading ${size} entries`)
  const report = await verifyBatches(batchesOverApi(client, size, signal), shown, {
    verifier,
    witnesses: witness.map(toVerifier),
    before,
  })
  if (report.ok) await remember(trusted, shown.checkpoint)
  return report
}

const MOST_SHOWN = 20

function reportLines({ ok, size, batches, root, key, witnesses, problems }: AuditReport): string[] {
  const more = problems.length - MOST_SHOWN
  return [
    `Log        ${key}`,
    `Entries    ${size} in ${batches} batches`,
    `Root       ${root}`,
    ...witnesses.map(
      ({ name, size: seen, at }) => `Witness    ${name}: ${seen === null ? 'nothing' : `${seen} entries, ${at}`}`,
    ),
    ...problems.slice(0, MOST_SHOWN).map(({ index, problem, message }) => `  ${index}: ${problem}. ${message}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
    ok ? 'Every entry is as it was sealed, and every signature holds.' : `${problems.length} problems found.`,
  ]
}
