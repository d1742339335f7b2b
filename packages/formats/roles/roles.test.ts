import { describe, expect, it } from '@jest/globals'
import { inspect } from '../testing/helpers.ts'
import { roleOf } from './index.ts'

describe('roles', () => {
  it.each([
    [
      'therapist',
      [
        'Therapist',
        'T',
        'T:',
        'counsellor',
        'Counselor 1',
        'assistant',
        'gpt',
        '[Helper]',
        'SUPPORTER',
        'Social Worker',
      ],
    ],
    ['client', ['client', 'C:', 'P', 'Patient 2', 'help-seeker', 'user', 'human', 'Seeker']],
    ['system', ['system', 'Developer']],
    ['other', ['tool', 'Mother']],
    [undefined, ['Anna', 'Dr. Reed', '', '7']],
  ] as const)('%s is what %j stand for', (role, names) => {
    expect(names.map((name) => roleOf(name))).toEqual(names.map(() => role))
  })

  it('follow the mapping before the common names', () => {
    expect(roleOf('User', { roles: { user: 'therapist' } })).toBe('therapist')
    expect(roleOf(undefined)).toBeUndefined()
  })

  it('are guessed from how two unnamed sides talk, and the guess is told', async () => {
    const content = Array.from(
      { length: 6 },
      () => 'Reed: What happened then? How was it?\nSam: I was so tired, my head hurt and I left.\n',
    ).join('')
    const { reading, roles, problems } = await inspect(content)
    expect(reading.mapping.roles).toEqual({ reed: 'therapist', sam: 'client' })
    expect(roles).toEqual({ therapist: 6, client: 6 })
    expect(problems.map(({ code }) => code)).toContain('roles_guessed')
  })

  it('leave the other side to the only name that says nothing', async () => {
    const { roles } = await inspect('Therapist: Hello.\nSam: Hello.\nTherapist: So?\nSam: Well.\n')
    expect(roles).toEqual({ therapist: 2, client: 2 })
  })

  it('are not guessed where more than two speak', async () => {
    const { roles } = await inspect('Ann: Hello?\nBen: I am.\nEva: So?\nAnn: Yes?\nBen: I see.\nEva: Well.\n')
    expect(roles).toEqual({ other: 6 })
  })
})
