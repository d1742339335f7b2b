import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals'
import { fakeApi } from '../testing/fake-api.ts'
import { run } from '../testing/recorder.ts'

const AT = '2026-01-01T00:00:00.000Z'
const TEAM = {
  id: 't1',
  name: 'north',
  members: [
    { user_id: 'u1', email: 'ada@example.org', role: 'manager' },
    { user_id: 'u2', email: 'sam@example.org', role: 'member' },
  ],
  created_at: AT,
}
const SHARE = { team_id: 't1', team_name: 'north', role: 'editor', shared_by: 'u1', shared_at: AT }
const WORKSPACE = {
  id: 'w1',
  name: 'helpline',
  role: 'owner',
  members: [{ user_id: 'u1', email: 'ada@example.org', role: 'owner' }],
  created_at: AT,
}
const GLASS = {
  id: 'e1',
  dataset_id: 'd1',
  requested_by: 'u1',
  reason: 'at risk, nobody there',
  minutes: 30,
  status: 'requested',
  requested_at: AT,
  decided_by: null,
  expires_at: null,
}
/** What somebody put into what they named or wrote. */
let planted = ''
let api: Awaited<ReturnType<typeof fakeApi>>
beforeAll(async () => {
  api = await fakeApi(({ method, path }) => {
    const ok = (data: unknown) => ({ body: { success: true, data } })
    if (path.includes('/shares')) return ok(method === 'DELETE' ? [] : [{ ...SHARE, team_name: `north${planted}` }])
    if (path.includes('/emergencies')) {
      const glass = { ...GLASS, reason: `${GLASS.reason}${planted}` }
      return ok(method === 'GET' ? [glass] : glass)
    }
    if (path === '/api/v1/workspaces' && method === 'GET') return ok([{ ...WORKSPACE, name: `helpline${planted}` }])
    if (path.includes('/workspaces')) return ok(WORKSPACE)
    if (path.includes('/transfer')) return ok({})
    if (path === '/api/v1/teams' && method === 'GET') return ok([{ ...TEAM, name: `north${planted}` }])
    return ok(method === 'DELETE' && !path.includes('members') ? { shares_ended: 2 } : TEAM)
  })
})
beforeEach(() => void api.asked.splice(0))
afterAll(() => api.close())

const cli = (...args: string[]) =>
  run(args, { environment: { TECHDECK_HOME: '/x', TECHDECK_API_URL: api.url, TECHDECK_TOKEN: 'mine' } })
const last = () => {
  const { method, path, body } = api.asked.at(-1)!
  return [method, path.replace('/api/v1', ''), body]
}

it('lets nobody steer a terminal by a name or a reason', async () => {
  planted = '\u001b[2J'
  const shown = [await cli('teams'), await cli('share', 'd1'), await cli('break-glass')]
  planted = ''
  for (const { lines } of shown) expect(lines[0]).toMatch(/north·\[2J|there·\[2J/)
})

describe('techdeck teams', () => {
  it('lists, makes and removes them', async () => {
    expect((await cli('teams')).lines).toEqual(['north: ada@example.org (manager), sam@example.org'])
    expect((await cli('teams', 'add', 'south', '--json')).json()).toEqual([TEAM])
    expect(last()).toEqual(['POST', '/teams', { name: 'south' }])
    expect((await cli('teams', 'remove', 'north')).lines[0]).toContain('2 data sets')
    expect(last()).toEqual(['DELETE', '/teams/t1', undefined])
    expect((await cli('teams', 'remove', 'west')).exitCode).toBe(4)
  })

  it('takes people in and out by address', async () => {
    await cli('teams', 'member', 'north', 'kim@example.org', '--role', 'manager')
    expect(last()).toEqual(['PUT', '/teams/t1/members', { email: 'kim@example.org', role: 'manager' }])
    await cli('teams', 'member', 'north', 'Sam@example.org', '--out')
    expect(last()).toEqual(['DELETE', '/teams/t1/members/u2', undefined])
    expect((await cli('teams', 'member', 'north', 'kim@example.org', '--out')).exitCode).toBe(4)
  })
})

describe('techdeck workspaces', () => {
  it('lists, makes and removes them, and takes people in and out', async () => {
    expect((await cli('workspaces')).lines).toEqual(['helpline: ada@example.org (owner)'])
    await cli('workspaces', 'add', 'south', '--owner', 'ada@example.org')
    expect(last()).toEqual(['POST', '/workspaces', { name: 'south', owner: 'ada@example.org' }])
    await cli('workspaces', 'member', 'helpline', 'kim@example.org', '--role', 'editor')
    expect(last()).toEqual(['PUT', '/workspaces/w1/members', { email: 'kim@example.org', role: 'editor' }])
    await cli('workspaces', 'member', 'helpline', 'Ada@example.org', '--out')
    expect(last()).toEqual(['DELETE', '/workspaces/w1/members/u1', undefined])
    await cli('workspaces', 'remove', 'helpline')
    expect(last()).toEqual(['DELETE', '/workspaces/w1', undefined])
  })

  it('are where data sets are given to', async () => {
    await cli('datasets', 'transfer', 'd1', '--to', 'helpline', '--owner', 'kim@example.org')
    expect(last()).toEqual(['POST', '/datasets/d1/transfer', { workspace_id: 'w1', owner: 'kim@example.org' }])
    await cli('datasets', 'transfer', 'd1', '--to', 'own')
    expect(last()).toEqual(['POST', '/datasets/d1/transfer', { workspace_id: 'default' }])
    expect((await cli('datasets', 'transfer', 'd1')).exitCode).toBe(2)
  })
})

describe('techdeck share', () => {
  it('shares with a person by their address', async () => {
    await cli('share', 'd1', 'kim@example.org', '--role', 'editor')
    expect(last()).toEqual(['PUT', '/datasets/d1/shares', { email: 'kim@example.org', role: 'editor' }])
    expect((await cli('share', 'd1', 'kim@example.org', '--end')).exitCode).toBe(4)
  })

  it('shares, lists and ends', async () => {
    expect((await cli('share', 'd1')).lines[0]).toMatch(/^north as editor, since /)
    await cli('share', 'd1', 'north', '--role', 'editor')
    expect(last()).toEqual(['PUT', '/datasets/d1/shares/t1', { role: 'editor' }])
    expect((await cli('share', 'd1', 'north', '--end')).notes).toEqual(['It is shared with nobody.'])
    expect(last()).toEqual(['DELETE', '/datasets/d1/shares/t1', undefined])
    expect((await cli('share', 'd1', 'north', '--role', 'owner')).exitCode).toBe(2)
  })
})

describe('techdeck break-glass', () => {
  it('asks with a reason, and lists', async () => {
    const asked = await cli('break-glass', 'request', 'd1', '--reason', 'at risk, nobody there', '--minutes', '30')
    expect(asked.lines).toEqual(['e1 requested: u1 for d1, 30 minutes: at risk, nobody there'])
    expect(last()).toEqual(['POST', '/emergencies', { dataset_id: 'd1', reason: 'at risk, nobody there', minutes: 30 }])
    expect((await cli('break-glass', '--json')).json()).toEqual([[GLASS]])
    expect((await cli('break-glass', 'request', 'd1', '--reason', 'x', '--minutes', '61')).exitCode).toBe(2)
    expect((await cli('break-glass', 'request', 'd1')).exitCode).toBe(2)
  })

  it.each(['approve', 'refuse', 'end'])('decides: %s', async (verb) => {
    expect((await cli('break-glass', verb, 'e1')).exitCode).toBe(0)
    expect(last()).toEqual(['POST', `/emergencies/e1/${verb}`, undefined])
  })
})
