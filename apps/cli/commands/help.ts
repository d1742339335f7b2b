import type { CliCommand } from '../command.ts'
import { EVERYWHERE } from '../everywhere.ts'
import { commandNames, loadCommand } from '../registry.ts'

export const command: CliCommand = {
  summary: 'Show every command, or the options of one',
  define(program, { out }) {
    program.argument('[command]', 'the command to explain').action(async (name?: string) => {
      if (name !== undefined) {
        const { runCli } = await import('../cli.ts')
        await runCli([name, '--help'], { out, environment: {}, root: '', signal: new AbortController().signal })
        return
      }
      out.line('TechDeck turns therapy conversations into de-identified, validated, scored training data.')
      out.line()
      out.line('  ./techdeck COMMAND [options]        ./techdeck help COMMAND')
      out.line()
      const names = await commandNames()
      const width = Math.max(...names.map((each) => each.length))
      for (const each of names) out.line(`  ${each.padEnd(width)}  ${(await loadCommand(each)).summary}`)
      out.line()
      for (const [flag, what] of EVERYWHERE) out.line(`  ${flag.padEnd(width)}  ${what}`)
      out.line(`  ${'--version'.padEnd(width)}  show which version this is`)
    })
  },
}
