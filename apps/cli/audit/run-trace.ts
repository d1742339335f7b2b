import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { TraceView } from '@techdeck/contracts'
import { NotFoundError, ValidationError } from '@techdeck/core'
import type { CliContext } from '../command.ts'
import { codeOf } from '../local/error-code.ts'
import { readReceipt } from '../local/receipt.ts'
import { UUID } from '../session/arguments.ts'
import { connectAs, type CommonOptions } from '../session/common-options.ts'
import { formatTime, printable } from '../ui/format.ts'

type Wanted = { watermark: string } | { sha256: string }

/**
 * Says who took a copy: by its mark, by the receipt in the folder of an export, or by the bytes of a file, which all who
 * took it share.
 *
 * @throws {@link NotFoundError} where nobody took such a copy from here
 */
export async function trace(what: string, options: CommonOptions, context: CliContext): Promise<void> {
  const { out, signal } = context
  const wanted = await wantedOf(what)
  const client = await connectAs(options, context)
  const found: TraceView[] = []
  for (const query of wanted) found.push(...(await client.traceDownloads({ query, signal })))
  if (options.json) out.json(found)
  else for (const each of found) out.line(lineOf(each))
  if (found.length === 0)
    throw new NotFoundError('Nobody took such a copy from here.', {
      userMessage: 'Nobody took such a copy from here. Of a file that was changed neither bytes nor mark are left.',
    })
}

async function wantedOf(what: string): Promise<Wanted[]> {
  if (UUID.test(what)) return [{ watermark: what.toLowerCase() }]
  const entry = await stat(what).catch((error: unknown) => {
    throw new ValidationError(`${what} is neither a watermark nor a file or folder here.`, {
      details: [{ path: what, problem: codeOf(error) }],
    })
  })
  if (!entry.isDirectory()) return [{ sha256: await hashOf(what) }]
  const copies = await readReceipt(what)
  if (copies.length > 0) return copies.map(({ watermark }) => ({ watermark }))
  throw new ValidationError(`There is no receipt in ${what}; name one of its files.`, {
    details: [{ path: what, problem: 'no receipt' }],
  })
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk)
  return hash.digest('hex')
}

const lineOf = (copy: TraceView): string =>
  [
    copy.index === null ? 'waits' : String(copy.index),
    formatTime(copy.taken_at),
    `${copy.user_id ?? '–'}${copy.agent ? ' (an agent)' : ''}`,
    copy.ip_address ?? '–',
    printable(copy.name ?? '–'),
    copy.watermark ?? '–',
    `until ${formatTime(copy.expires_at)}`,
    printable(copy.purpose),
  ].join('  ')
