import { formatVerifier, witnessOnce, type Verifier, type WatchedLog } from '@techdeck/audit'
import { delay, systemClock } from '@techdeck/core'
import type { CliContext } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import { connectAs, type CommonOptions } from '../session/common-options.ts'
import { toVerifier } from './verify-audit.ts'
import { openWitnessFolder, type WitnessFolder } from './witness-folder.ts'

/** What a witness is told at the command line. */
export interface WitnessFlags {
  folder: string
  name: string
  key?: string
  every: number
  once?: boolean
  showKey?: boolean
}

/** Looks at the log until it is stopped, or finds a contradiction: then it ends with both sides of it kept. */
export async function witness(flags: WitnessFlags, options: CommonOptions, context: CliContext): Promise<void> {
  const { out, signal } = context
  const folder = await openWitnessFolder(flags.folder, flags.name)
  const ownKey = formatVerifier(folder.signer.verifier)
  if (flags.showKey) return options.json ? out.json({ key: ownKey }) : out.line(ownKey)
  const client = await connectAs(options, context)
  const log: WatchedLog = {
    checkpoint: async () => (await client.getAuditCheckpoint({ signal })).checkpoint,
    consistency: async (from, to) =>
      (await client.getAuditConsistency({ query: { from, to }, signal })).proof.map((hash) =>
        Buffer.from(hash, 'base64'),
      ),
    cosign: async (note) => void (await client.cosignAudit({ body: { note }, signal })),
  }
  if (flags.key !== undefined) await folder.pin(formatVerifier(toVerifier(flags.key)))
  let verifier: Verifier | undefined
  while (!signal.aborted) {
    try {
      // Known once, known for ever: it is pinned.
      verifier ??= await verifierOf(folder, async () => (await client.getAuditCheckpoint({ signal })).verifier)
      const look = await witnessOnce({ log, verifier, ...folder, clock: systemClock })
      if (look.state === 'forked') {
        const path = await folder.keepEvidence(look.before, look.now)
        context.exit(EXIT.failed)
        if (options.json) return out.json({ state: look.state, reason: look.reason, evidence: path })
        return out.line(`The log contradicts what it showed before (${look.reason}). Both are kept in ${path}.`)
      }
      const { state, checkpoint } = look
      if (options.json) out.json({ state, size: checkpoint.size, root: checkpoint.root.toString('hex') })
      else if (state === 'cosigned') out.line(`Cosigned ${checkpoint.size} entries.`)
      if (flags.once) return
    } catch (error) {
      // A log that is away is no contradiction; it is asked again.
      if (flags.once || signal.aborted) throw error
      out.note(error instanceof Error ? error.message : 'The log could not be asked.')
    }
    await delay(flags.every * 1000, signal).catch(() => {})
  }
}

/** The log's key: the one that the witness knows, else the one that is shown, from now on. */
async function verifierOf(folder: WitnessFolder, shown: () => Promise<string>): Promise<Verifier> {
  const known = await folder.pinned()
  if (known !== null) return toVerifier(known)
  const verifier = toVerifier(await shown())
  await folder.pin(formatVerifier(verifier))
  return verifier
}
