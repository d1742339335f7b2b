import type { CommandTree } from './command-tree.ts'

export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/** A script by which a shell completes commands, their commands and options; for all else it completes files. */
export const scriptOf = (shell: Shell, trees: readonly CommandTree[]): string => WRITERS[shell](trees)

const WRITERS: Readonly<Record<Shell, (trees: readonly CommandTree[]) => string>> = {
  bash: (trees) => `_techdeck() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} known=''
  if [ "$COMP_CWORD" -eq 1 ]; then
    known=${quoted(trees.map(({ name }) => name).join(' '))}
  else
    case "\${COMP_WORDS[1]} \${COMP_WORDS[2]}" in
${cases(trees, (words) => `known=${quoted(words.join(' '))}`)}
    esac
    case "\${COMP_WORDS[1]} $prev" in
${choices(trees, (words) => `known=${quoted(words.join(' '))}`)}
    esac
  fi
  COMPREPLY=($(compgen -W "$known" -- "$cur"))
}
complete -o default -F _techdeck techdeck ./techdeck
`,
  zsh: (trees) => `#compdef techdeck
_techdeck() {
  local -a known
  if (( CURRENT == 2 )); then
    known=(${trees.map(({ name }) => name).join(' ')})
  else
    case "\${words[2]} \${words[3]}" in
${cases(trees, (words) => `known=(${words.join(' ')})`)}
    esac
    case "\${words[2]} \${words[CURRENT-1]}" in
${choices(trees, (words) => `known=(${words.join(' ')})`)}
    esac
  fi
  compadd -a known
  _files
}
compdef _techdeck techdeck ./techdeck
`,
  fish: (trees) =>
    [
      ...trees.map(({ name, summary }) => line('__fish_use_subcommand', `-f -a ${name}`, summary)),
      ...trees.flatMap((tree) => [
        ...tree.commands.map(({ name, summary }) => line(seen(tree.name), `-a ${name}`, summary)),
        ...tree.options.map((option) => line(seen(tree.name), flagOf(option), option.what)),
        ...tree.commands.flatMap(({ name, options }) =>
          options.map((option) => line(`${seen(tree.name)}; and ${seen(name)}`, flagOf(option), option.what)),
        ),
      ]),
      '',
    ].join('\n'),
}

/** A case for each command of a command, then one for the command itself. */
const cases = (trees: readonly CommandTree[], then: (words: readonly string[]) => string): string =>
  trees
    .flatMap(({ name, options, commands }) => [
      ...commands.map((each) => [`${name} ${each.name}`, each.options.map(({ flag }) => flag)] as const),
      [`${name} *`, [...commands.map((each) => each.name), ...options.map(({ flag }) => flag)]] as const,
    ])
    .map(([pattern, words]) => `    ${patternOf(pattern)}) ${then(words)} ;;`)
    .join('\n')

/** A case for each option that takes one of a few values. */
const choices = (trees: readonly CommandTree[], then: (words: readonly string[]) => string): string =>
  trees
    .flatMap(({ name, options, commands }) =>
      [...options, ...commands.flatMap((each) => each.options)].map((option) => ({ name, ...option })),
    )
    .filter((option) => option.choices.length > 0)
    .map((option) => `    ${quoted(`${option.name} ${option.flag}`)}) ${then(option.choices)} ;;`)
    .join('\n')

const patternOf = (pattern: string): string =>
  pattern.endsWith(' *') ? `${quoted(pattern.slice(0, -1))}*` : quoted(pattern)

const line = (when: string, what: string, why: string): string =>
  `complete -c techdeck -n ${quoted(when)} ${what} -d ${quoted(why)}`
const seen = (name: string): string => `__fish_seen_subcommand_from ${name}`
const flagOf = ({ flag, choices: of }: CommandTree['options'][number]): string =>
  `-l ${flag.slice(2)}${of.length > 0 ? ` -x -a ${quoted(of.join(' '))}` : ''}`

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`
