import type { Command } from 'commander'
import type { Output } from './output.ts'

/**
 * One verb of the command line: a file `commands/<verb>.ts` that exports it as `command`.
 *
 * A module of a command is loaded for `help` too, so it imports what is heavy inside of its action.
 */
export interface CliCommand {
  /** One line for `techdeck help`; no full stop. */
  summary: string
  /** Works on sources of the repository: in an installed package it says so. */
  needsTree?: true
  /** Adds arguments, options and the action. An action that throws ends the process by {@link exitCodeOf}. */
  define(command: Command, context: CliContext): void
}

/** Standard input, or what stands for it. */
export type Input = NodeJS.ReadableStream & { isTTY?: boolean }

/** What actions get instead of reaching for globals. */
export interface CliContext {
  out: Output
  environment: Readonly<Record<string, string | undefined>>
  /** Standard input, opened by whoever reads from it. */
  stdin?: () => Input
  /** The repository's root: sources, `apps/`, `packages/`; of an installed package its own, which has neither tests nor tools. */
  root: string
  /** Aborts on Ctrl-C or SIGTERM; a second one ends the process at once. */
  signal: AbortSignal
  /** Sets the exit code of a command that did its work and has something to say by it, such as {@link EXIT}.partial. */
  exit: (code: number) => void
}
