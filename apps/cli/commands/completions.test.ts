import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, it } from '@jest/globals'
import { run } from '../testing/recorder.ts'

const script = async (shell: string) => (await run(['completions', shell])).lines.join('\n')

/** What bash offers for the last of these words. */
async function offered(...words: string[]): Promise<string[]> {
  const ask = `${await script('bash')}
COMP_WORDS=(${words.map((word) => `'${word}'`).join(' ')})
COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
_techdeck
printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout } = await promisify(execFile)('bash', ['-c', ask])
  return stdout.split('\n').filter((each) => each !== '')
}

describe('techdeck completions', () => {
  it('has bash complete commands, their commands, options and values', async () => {
    expect(await offered('techdeck', 'da')).toEqual(['datasets'])
    expect(await offered('techdeck', 'teams', 'm')).toEqual(['member'])
    expect(await offered('techdeck', 'teams', 'member', '--r')).toEqual(['--role'])
    expect(await offered('techdeck', 'teams', 'member', 'north', '--role', '')).toEqual(['member', 'manager'])
    expect(await offered('techdeck', 'run', '--thr')).toEqual(['--threshold'])
    expect(await offered('techdeck', 'run', 'sess')).toEqual([])
  })

  it.each(['zsh', 'fish'])('writes the same for %s', async (shell) => {
    const text = await script(shell)
    for (const word of ['datasets', 'member', 'threshold', 'quiet']) expect(text).toContain(word)
  })

  it('knows no other shell', async () => {
    expect((await run(['completions', 'csh'])).exitCode).toBe(2)
  })
})
