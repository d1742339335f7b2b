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
 * Takes secrets: asked for without echo on a terminal, else the first lines of standard input. They are never arguments,
 * since arguments can be read by everybody on the machine.
 */
export async function askSecrets({ out, signal, stdin }: Asking, questions: readonly string[]): Promise<string[]> {
  const input = stdin()
  const { terminal } = out
  if (!input.isTTY || !terminal) return firstLines(input, questions.length)
  const secrets: string[] = []
  for (const question of questions) {
    terminal.write(question)
    const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
    const secret = await ask(input, silent, '', signal).finally(() => terminal.write('\n'))
    if (secret === '') throw empty()
    secrets.push(secret)
  }
  return secrets
}

/** Takes one secret; see {@link askSecrets}. */
export async function askSecret(asking: Asking, question: string): Promise<string> {
  const [secret = ''] = await askSecrets(asking, [question])
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

async function firstLines(input: NodeJS.ReadableStream, count: number): Promise<string[]> {
  let text = ''
  for await (const chunk of input) {
    text += chunk.toString()
    if (text.split('\n').length > count || text.length > LONGEST) break
  }
  const lines = text.split(/\r?\n/).slice(0, count)
  if (lines.length < count || lines.includes('')) throw empty()
  return lines
}

const empty = () => new ValidationError('There is no password: type it when asked, or pipe it to standard input.')
