import { join } from 'node:path'
import type { CliCommand } from '../command.ts'
import { runScript } from '../run-script.ts'

export const command: CliCommand = {
  summary: 'Kill and wipe parts of a real system; check that nothing is lost or doubled',
  needsTree: true,
  define(program, { root, environment, signal, exit }) {
    program
      .option('--seed <n>', 'what decides when and where', '1')
      .option('--only <words...>', 'kinds of fault whose name holds these words')
      .option('--short', 'a few faults of each kind')
      .option('--minutes <n>', 'a few faults of each kind, again and again for so long, with seed after seed')
      .option('--conversations <n>', 'size of the data set', '1600')
      .action(
        async ({
          seed,
          only = [],
          short,
          minutes,
          conversations,
        }: {
          seed: string
          only?: string[]
          short?: boolean
          minutes?: string
          conversations: string
        }) => {
          const chosen = only.flatMap((words) => ['--only', words])
          const args = ['--seed', seed, '--conversations', conversations, ...(short ? ['--short'] : []), ...chosen]
          if (minutes !== undefined) args.push('--minutes', minutes)
          const home = environment['TECHDECK_HOME']
          if (home !== undefined) args.push('--kept', join(home, 'failed-faults.txt'))
          exit(await runScript(root, 'faults/main.ts', args, signal))
        },
      )
  },
}
