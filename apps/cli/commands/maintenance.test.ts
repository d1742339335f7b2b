import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { fakeApi, type Asked } from '../testing/fake-api.ts'
import { run } from '../testing/recorder.ts'

let under: object | null = null
let api: Awaited<ReturnType<typeof fakeApi>>
beforeAll(async () => {
  api = await fakeApi(({ method, body }: Asked) => {
    if (method === 'PUT')
      under = { message: 'Being maintained.', since: '2026-01-01T00:00:00.000Z', by: 'u1', ...Object(body) }
    const ended = under !== null
    if (method === 'DELETE') under = null
    return { body: { success: true, data: method === 'DELETE' ? { ended } : under } }
  })
})
afterAll(() => api.close())

const cli = (...args: string[]) =>
  run(['maintenance', ...args], {
    environment: { TECHDECK_HOME: '/x', TECHDECK_API_URL: api.url, TECHDECK_TOKEN: 't' },
  })

describe('techdeck maintenance', () => {
  it('begins with a message, says that it is on and by whom, and ends', async () => {
    expect((await cli()).lines).toEqual(['There is no maintenance: runs and uploads are taken.'])
    const { lines, notes } = await cli('on', '--message', 'A disk \u001b[2Jis changed.')
    expect(lines[0]).toMatch(/^Since .*, by u1: A disk .*is changed\.$/)
    expect(lines[0]).not.toContain('\u001b')
    expect(notes.join(' ')).toContain('maintenance off')
    expect((await cli('--json')).json()).toEqual([under])
    expect((await cli('off')).lines).toEqual(['Runs and uploads are taken again.'])
    expect((await cli('off')).lines).toEqual(['There was no maintenance.'])
  })
})
