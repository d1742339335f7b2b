import { InvalidArgumentError } from 'commander'
import type { SearchFlags } from '../audit/run-search.ts'
import type { VerifyFlags } from '../audit/run-verify.ts'
import type { WitnessFlags } from '../audit/run-witness.ts'
import type { CliCommand, CliContext } from '../command.ts'
import { parseLimit } from '../session/arguments.ts'
import { connectAs, takeCommonOptions, type CommonOptions } from '../session/common-options.ts'

export const command: CliCommand = {
  summary: 'Search the audit log, verify that nobody changed it, export it, or be its witness',
  define(program, context) {
    const common = takeCommonOptions(program, EXAMPLES)
    program
      .command('search')
      .description('Who did what with which thing, newest first')
      .option('--user <id>', 'who')
      .option('--data <id>', 'which data set or other thing')
      .option('--execution <id>', 'in which run')
      .option('--operation <name>', 'what, such as export.download')
      .option('--limit <count>', 'how many', parseLimit, 50)
      .action(async (flags: SearchFlags) => (await import('../audit/run-search.ts')).search(flags, common(), context))
    program
      .command('show <index>')
      .description('Show an entry, and prove that it is in the signed log')
      .action(async (index: string) =>
        (await import('../audit/prove-entry.ts')).show(parseIndex(index), common(), context),
      )
    program
      .command('verify')
      .description('Check every entry, every batch and every signature, and that the log only grew since the last look')
      .option('--file <export>', 'an exported log instead of the API; needs no server')
      .option('--key <key>', 'the key that has to have signed it')
      .option('--witness <key>', 'a witness that has to have cosigned it; may be repeated', collectKey)
      .action(async (flags: VerifyFlags) => (await import('../audit/run-verify.ts')).verify(flags, common(), context))
    program
      .command('export <file>')
      .description('Write the whole log to a file that verifies by the public key alone')
      .action(async (file: string) => (await import('../audit/run-export.ts')).exportLog(file, common(), context))
    program
      .command('witness')
      .description(
        'Watch the log from a machine of its own, and cosign each checkpoint that only adds to what was seen',
      )
      .requiredOption('--folder <dir>', 'where the witness keeps its key and what it saw')
      .requiredOption('--name <name>', 'the name of the witness, such as witness.example.org/1', parseName)
      .option('--key <key>', "the log's key; the one that it shows first when absent")
      .option('--every <seconds>', 'how long to wait between looks', parseLimit, 10)
      .option('--once', 'look once')
      .option('--show-key', 'print the key of the witness for AUDIT_WITNESSES, and end')
      .action(async (flags: WitnessFlags) =>
        (await import('../audit/run-witness.ts')).witness(flags, common(), context),
      )
    program
      .command('trace <copy>')
      .description(
        'Who took a copy of an exported file: by its watermark, the folder of an export, or a file that was found',
      )
      .action(async (copy: string) => (await import('../audit/run-trace.ts')).trace(copy, common(), context))
    program
      .command('forget <user>')
      .description('Make the addresses in all that a user did unreadable for ever (administrators)')
      .requiredOption('--reason <text>', 'why; it must identify nobody')
      .action((user: string, { reason }: { reason: string }) => forget(user, reason, common(), context))
  },
}

const EXAMPLES = `
Exit code 1 says that the log is not what it was.

Examples:
  ./techdeck audit search --operation export.download
  ./techdeck audit verify
  ./techdeck audit trace conversations.jsonl
  ./techdeck audit export log.jsonl && ./techdeck audit verify --file log.jsonl --key KEY
  ./techdeck audit witness --folder ~/witness --name witness.example.org/1`

async function forget(user: string, reason: string, options: CommonOptions, context: CliContext): Promise<void> {
  const client = await connectAs(options, context)
  const done = await client.forgetInAudit({ body: { user_id: user, reason }, signal: context.signal })
  if (options.json) return context.out.json(done)
  context.out.line('Forgotten. Entries and proofs stay as they are; addresses in them open no more.')
}

const collectKey = (key: string, before?: string[]): string[] => [...(before ?? []), key]

function parseName(text: string): string {
  if (/^[^\s+]{1,200}$/u.test(text)) return text
  throw new InvalidArgumentError('A name has neither spaces nor a plus.')
}

function parseIndex(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('It must be the number of an entry.')
}
