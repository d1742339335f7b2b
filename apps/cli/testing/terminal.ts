import { PassThrough } from 'node:stream'
import type { Terminal } from '../output.ts'

/** A terminal of some width that remembers what was written to it. */
export function fakeTerminal(columns = 100): { stream: Terminal; text: () => string } {
  const chunks: string[] = []
  const stream = new PassThrough()
  stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString()))
  return { stream: Object.assign(stream, { isTTY: true, columns }), text: () => chunks.join('') }
}
