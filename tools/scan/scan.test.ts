import { describe, expect, it } from '@jest/globals'
import { isAllowed } from './checks/licences.ts'
import { literalsOf, slownessOf } from './checks/patterns.ts'
import { RULES } from './checks/rules.ts'

describe('the scan', () => {
  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0)', true],
    ['Apache-2.0 AND MIT', true],
    ['MIT AND GPL-3.0', false],
    ['GPL-3.0-or-later', false],
    ['(MIT OR GPL-3.0) AND GPL-3.0', false],
    ['GPL-3.0 AND (MIT OR ISC)', false],
    ['ISC AND (MIT OR GPL-3.0)', true],
    ['GPL-3.0 OR (MIT AND (ISC OR GPL-2.0))', true],
    ['(MIT', false],
    ['MIT)', false],
    ['MIT WITH an-exception', false],
    ['', false],
  ])('lets in what is under %j: %j', (licence, allowed) => {
    expect(isAllowed(licence)).toBe(allowed)
  })

  it('finds the patterns of a source, and which of them are slow', async () => {
    const source = "const a = /^[a-z]{1,9}$/u\nconst b = (text: string) => text.split(/(x+x+)+y/)\nconst c = '/no/'"
    const found = await literalsOf(source, 'a.ts')
    expect(found).toEqual([
      { pattern: '^[a-z]{1,9}$', flags: 'u' },
      { pattern: '(x+x+)+y', flags: '' },
    ])
    expect(found.map(({ pattern, flags }) => slownessOf(pattern, flags))).toEqual([null, 'exponential'])
  })

  it.each([
    ['no code from text', 'eval(text)', 'redis.eval(script)'],
    ['no shell', "spawn('ls', { shell: true })", "spawn('ls')"],
    ['certificates are verified', 'rejectUnauthorized: false', 'rejectUnauthorized: true'],
    [
      'whole tags',
      "createDecipheriv('aes-256-gcm', key, nonce)\n",
      "createDecipheriv('a', k, n, { authTagLength: 16 })\n",
    ],
    ['no broken hashes', "createHash('md5')", "createHash('sha256')"],
    ['no HTML from text', '<p dangerouslySetInnerHTML={x} />', 'a.innerText = x'],
    ['the environment is read in env.ts', 'process.env.X', 'environment.X'],
    ['filters are ours', 'users.find(request.body)', 'users.find({ id })'],
  ])('knows by its rule “%s” what breaks it', (name, breaks, keeps) => {
    const rule = RULES.find((each) => each.name === name)!
    expect([...breaks.matchAll(rule.pattern)]).toHaveLength(1)
    expect([...keeps.matchAll(rule.pattern)]).toHaveLength(0)
  })
})
