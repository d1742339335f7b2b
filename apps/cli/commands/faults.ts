import type { CliCommand } from '../command.ts'
import { runScript } from '../run-script.ts'

export const command: CliCommand = {
  summary: 'Kill and wipe parts of a real system; check that nothing is lost or doubled',
  needsTree: true,
  define(program, { root, signal, exit }) {
    program
      .option('--seed <n>', 'what decides when and where', '1')
      .option('--only <words...>', 'kinds of fault whose name holds these words')
      .option('--short', 'a few faults of each kind')
      .option('--conversations <n>', 'size of the data set', '1600')
      .action(
        async ({
          seed,
          only = [],
          short,
          conversations,
        }: {
          seed: string
          only?: string[]
          short?: boolean
          conversations: string
        }) => {
          const chosen = only.flatMap((words) => ['--only', words])
          const args = ['--seed', seed, '--conversations', conversations, ...(short ? ['--short'] : []), ...chosen]
          exit(await runScript(root, 'faults/main.ts', args, signal))
        },
      )
  },
}
