import { PassThrough } from 'node:stream'
import { describe, expect, it } from '@jest/globals'
import { createOutput } from '../output.ts'
import { fakeTerminal } from '../testing/terminal.ts'
import { askLine, askSecret } from './ask.ts'

function asking(typed: string) {
  const terminal = fakeTerminal()
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => {} })
  const interruption = new AbortController()
  const context = {
    out: createOutput({ write: () => {} }, terminal.stream),
    signal: interruption.signal,
    stdin: () => input,
  }
  setImmediate(() => input.write(typed))
  return { context, shown: terminal.text, interruption }
}

describe('a question on a terminal', () => {
  it('gives the line that is typed', async () => {
    const { context, shown } = asking('ada@example.org\r')
    expect(await askLine(context, 'E-mail address: ')).toBe('ada@example.org')
    expect(shown()).toContain('E-mail address: ')
  })

  it('does not show a secret', async () => {
    const { context, shown } = asking('correct horse\r')
    expect(await askSecret(context, 'Password: ')).toBe('correct horse')
    expect(shown()).toContain('Password: ')
    expect(shown()).not.toContain('horse')
  })

  it('refuses an empty secret', async () => {
    await expect(askSecret(asking('\r').context, 'Password: ')).rejects.toThrow('no password')
  })

  it('ends with an interruption on Ctrl-C', async () => {
    await expect(askSecret(asking('abc\u0003').context, 'Password: ')).rejects.toMatchObject({ name: 'AbortError' })
  })
})
