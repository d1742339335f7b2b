import { describe, expect, it } from '@jest/globals'
import { ingest, sourceOf, textsOf } from '../testing/helpers.ts'
import { eav } from './index.ts'

const HEAD = 'record,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,field_name,value\n'
const turn = (record: string, visit: string, n: number, who: number, text: string) =>
  `${record},${visit},turns,${n},who,${who}\n${record},${visit},turns,${n},utterance,${text}\n`

async function read(content: string) {
  const [grid = Buffer.of()] = await textsOf(eav, content)
  return ingest(grid, { from: 'eav' })
}

describe('a long table', () => {
  it('is told from one with a column for each field', async () => {
    const detect = (content: string) => eav.conversion?.detect(Buffer.from(content), sourceOf(content))
    expect(await detect(HEAD + turn('P1', 'a', 1, 1, 'Hello.'))).toBe(true)
    expect(await detect('field,speaker,value\n1,client,I slept.\n2,therapist,Good.\n')).toBe(false)
  })

  it('has a conversation a visit, and on each turn what is said once of the record', async () => {
    const { turns, rows, inspection } = await read(
      `${HEAD}P1,v1,,,age,34\n${turn('P1', 'v1', 1, 1, 'Hello there.')}${turn('P1', 'v1', 2, 2, 'I slept badly.')}` +
        turn('P1', 'v2', 1, 1, 'Welcome back.') +
        turn('P2', 'v1', 1, 1, 'Good morning.'),
    )
    expect(inspection.conversations).toBe(3)
    expect(turns.map(({ text }) => text)).toEqual(['Hello there.', 'I slept badly.', 'Welcome back.', 'Good morning.'])
    expect(rows[0]?.metadata).toMatchObject({ age: '34', record_id: 'P1' })
    expect(rows.map(({ position }) => position.line)).toEqual([3, 5, 7, 9])
  })

  it('has several choices of one field as one value', async () => {
    const { rows } = await read(
      `${HEAD}P1,v1,turns,1,mood,low\nP1,v1,turns,1,mood,calm\n${turn('P1', 'v1', 1, 1, 'Hi.')}`,
    )
    expect({ ...rows[0]?.metadata, ...rows[0]?.labels }).toMatchObject({ mood: 'low; calm' })
  })

  it('sets a row aside that is cut', async () => {
    const { turns, bad } = await read(
      `${HEAD}${turn('P1', 'v1', 1, 1, 'Hello.')}P1,v1\n${turn('P1', 'v1', 2, 2, 'Hi.')}`,
    )
    expect([turns.length, bad.map(({ position }) => position.line)]).toEqual([2, [4]])
  })

  it('is refused where nothing says what belongs together', async () => {
    const columns = ['who,1', 'who,2', 'utterance,Hello.', 'utterance,Hi.'].map((cells) => `P1,${cells}\n`).join('')
    await expect(textsOf(eav, `record,field_name,value\n${columns}`)).rejects.toMatchObject({
      details: { reason: 'scattered_records' },
    })
  })
})
