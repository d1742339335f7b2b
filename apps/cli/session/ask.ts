import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { ValidationError } from '@techdeck/core'
import type { CliContext, Input } from '../command.ts'

type Asking = Pick<CliContext, 'out' | 'signal'> & { stdin: () => Input }

/** Asks for a line on the terminal. */
export async function askLine({ out, signal, stdin }: Asking, question: string): Promise<string> {
  const { terminal } = out
  if (!terminal || !stdin().isTTY) throw new ValidationError('There is no terminal to ask on; name the e-mail address.')
  return ask(stdin(), terminal, question, signal)
}

/**
 * Takes a secret: asked for without echo on a terminal, else the first line of standard input. It is never an argument,
 * since arguments can be read by everybody on the machine.
 */
export async function askSecret({ out, signal, stdin }: Asking, question: string): Promise<string> {
  const input = stdin()
  const { terminal } = out
  if (!input.isTTY || !terminal) return firstLine(input)
  terminal.write(question)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const secret = await ask(input, silent, '', signal).finally(() => terminal.write('\n'))
  if (secret === '') throw empty()
  return secret
}

async function ask(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
  question: string,
  signal: AbortSignal,
): Promise<string> {
  const interrupted = new AbortController()
  const lines = createInterface({ input, output, terminal: true })
  lines.once('SIGINT', () => interrupted.abort())
  try {
    return await lines.question(question, { signal: AbortSignal.any([signal, interrupted.signal]) })
  } finally {
    lines.close()
  }
}

const LONGEST = 4096

async function firstLine(input: NodeJS.ReadableStream): Promise<string> {
  let text = ''
  for await (const chunk of input) {
    text += chunk.toString()
    if (text.includes('\n') || text.length > LONGEST) break
  }
  const [line = ''] = text.split(/\r?\n/, 1)
  if (line === '') throw empty()
  return line
}

const empty = () => new ValidationError('There is no password: type it when asked, or pipe it to standard input.')
