import { InvalidArgumentError } from 'commander'
import { plural } from '@techdeck/client/figures'
import type { CliCommand, CliContext } from '../command.ts'
import { EXIT } from '../exit-codes.ts'
import type { Verification } from '../local/verify-export.ts'
import { homeOption } from '../session/arguments.ts'
import { printable } from '../ui/format.ts'

interface VerifyFlags {
  key?: string
  allowExtra?: boolean
  home?: string
  json?: boolean
}

export const command: CliCommand = {
  summary: 'Check the files of an export, their manifest and its signature; needs no server',
  define(program, context) {
    program
      .argument('<export>', 'the folder of an export, or its manifest')
      .option(
        '--key <public key>',
        'the key that has to have signed it, in base64 (GET /signing-key of the API)',
        parseKey,
      )
      .option('--allow-extra', 'do not mind files that the manifest does not name')
      .option(...homeOption)
      .option('--json', 'print {ok, exports} as one JSON object')
      .addHelpText(
        'after',
        '\nExit code 1 says that something is wrong.\n\nExample:\n  ./techdeck verify training-data',
      )
      .action((path: string, flags: VerifyFlags) => verify(path, flags, context))
  },
}

async function verify(path: string, flags: VerifyFlags, { out, environment, exit }: CliContext): Promise<void> {
  const [{ verifyExport }, { termsOf }] = await Promise.all([
    import('../local/verify-export.ts'),
    import('../local/receipt.ts'),
  ])
  const own = await ownKey(environment, flags.home)
  const exports = await verifyExport(path, { key: flags.key, own, allowExtra: flags.allowExtra })
  const ok = exports.every((each) => each.ok)
  if (!ok) exit(EXIT.failed)
  if (flags.json) return out.json({ ok, exports })
  for (const each of exports) for (const line of describe(each, termsOf(each.copies))) out.line(line)
}

function describe(
  { ok, manifest, conversations, files, signer, key_id, problems }: Verification,
  terms: readonly string[],
): string[] {
  const signed = signer === null ? [] : [`Signed by      ${SIGNERS[signer]} (key ${key_id})`]
  return [
    `Export         ${manifest}: ${plural(conversations, 'conversation')} in ${plural(files, 'file')}`,
    ...signed,
    ...terms.map((line) => `Taken          ${printable(line)}`),
    ...problems.map(({ path, problem, message }) => `  ${problem}: ${printable(path)}. ${message}`),
    ok ? 'All of it is as it was made.' : `${plural(problems.length, 'problem')} found.`,
  ]
}

const SIGNERS: Readonly<Record<NonNullable<Verification['signer']>, string>> = {
  given: 'the key that was given',
  'this installation': 'this installation',
  unknown: 'a key that is not known here; name the one that you expect by --key',
}

/** The public key of this machine's key ring; nothing is made where there is none. */
async function ownKey(environment: CliContext['environment'], home?: string): Promise<string | undefined> {
  const [{ loadKeyRing }, { homePaths, readDevstackEnv }, { signingKeyOf }] = await Promise.all([
    import('@techdeck/crypto'),
    import('@techdeck/devstack'),
    import('@techdeck/core'),
  ])
  const file = environment['TECHDECK_KEY_FILE'] ?? homePaths(readDevstackEnv(environment, home).home).keyFile
  const ring = await loadKeyRing({ env: environment, file }).catch(() => undefined)
  return ring && signingKeyOf(ring.pseudonymKey).publicKey
}

function parseKey(text: string): string {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length === 32) return bytes.toString('base64')
  throw new InvalidArgumentError('It must be the base64 of 32 bytes.')
}
