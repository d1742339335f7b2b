import type { CliCommand } from '../command.ts'
import { runScript } from '../run-script.ts'

export const command: CliCommand = {
  summary: 'Look for secrets, licences and weaknesses in sources and dependencies',
  needsTree: true,
  define(program, { root, signal, exit }) {
    program
      .option('--sbom <file>', 'write a bill of materials (CycloneDX)')
      .option('--json', 'print {ok, components, checks} as one JSON object')
      .addHelpText('after', '\nExit code 1 says that something was found. SECURITY.md has what is looked for.')
      .action(async ({ sbom, json }: { sbom?: string; json?: boolean }) => {
        const args = [...(sbom === undefined ? [] : ['--sbom', sbom]), ...(json ? ['--json'] : [])]
        exit(await runScript(root, 'tools/scan/main.ts', args, signal))
      })
  },
}
