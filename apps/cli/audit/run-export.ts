import { open } from 'node:fs/promises'
import { exportBatch, exportHead } from '@techdeck/audit'
import type { CliContext } from '../command.ts'
import type { CommonOptions } from '../session/common-options.ts'
import { openedBy, openLog } from './known-log.ts'
import { batchesOverApi } from './log-over-api.ts'
import { toVerifier } from './verify-audit.ts'

/** Writes the log up to its newest checkpoint. Personal fields are encrypted in it, as they are in the log. */
export async function exportLog(file: string, options: CommonOptions, context: CliContext): Promise<void> {
  const { client, keyOf } = await openLog(options, context)
  const { out, signal } = context
  const shown = await client.getAuditCheckpoint({ signal })
  const key = keyOf(shown.verifier)
  const { size } = openedBy(toVerifier(key), shown.checkpoint)
  let written = 0
  await using target = await open(file, 'w', 0o600)
  await target.write(exportHead(shown.checkpoint, shown.cosigned))
  for await (const batch of batchesOverApi(client, size, signal)) {
    if (batch.first >= size) break
    await target.write(exportBatch(batch))
    written += batch.entries.length
  }
  await target.sync()
  if (options.json) return out.json({ file, entries: written, key })
  out.line(`${written} entries in ${file}. Anybody verifies them, without a server, by`)
  out.line(`  ./techdeck audit verify --file ${file} --key ${key}`)
}
