import { describe, expect, it } from '@jest/globals'
import { isConserved, type Conversation, type JsonObject } from '@techdeck/contracts'
import { conversation, finishRuns } from '../testing.ts'
import { processing } from './index.ts'
import { processed } from './testing.ts'
import { quasiIdentifiersOf } from './quasi-identifiers.ts'
import { Risks } from './risk.ts'
import { secondPass, type SecondPassInput } from './second-pass.ts'

const told = (...texts: string[]) => quasiIdentifiersOf(conversation(...texts).turns, {})
const numbered = (id: number, metadata: JsonObject, ...texts: string[]): Conversation => ({
  ...conversation(...texts),
  id: String(id).padStart(64, '0'),
  metadata,
})

describe('what tells people apart', () => {
  it('is what clients say of themselves, by labels of our own', () => {
    expect(
      told("I'm 34 and I work as a night nurse in Texas.", 'You are 50?', 'My ex-husband has my three kids.'),
    ).toEqual(['age:30 to 39', 'family:divorced', 'family:three children', 'job:nurse', 'place:texas'])
    expect(told('We lost it all in the house fire.', 'Hm.')).toEqual(['event:fire'])
    expect(told('My boss is a teacher, and the bus 34 was late.', 'I am a nurse.')).toEqual([])
    expect(quasiIdentifiersOf([], { client_age: 41, occupation: 'Teacher', state: 'Ohio', topic: 'Texas' })).toEqual([
      'age:40 to 49',
      'job:teacher',
      'place:ohio',
    ])
  })

  it('is counted by people: sessions of one client are one person', () => {
    const risks = new Risks()
    const add = (id: string, client: string | undefined, labels: string[]) =>
      risks.add({ shard: 0, ordinal: 0, id, client, labels })
    add('a', 'p1', ['job:nurse'])
    add('b', 'p1', ['place:ohio'])
    add('c', 'p2', ['job:nurse', 'place:ohio'])
    add('d', undefined, [])
    add('e', undefined, [])
    add('f', undefined, ['event:coma'])
    expect([...risks.conversations()].map(({ id, k }) => [id, k])).toEqual([
      ['a', 2],
      ['b', 2],
      ['c', 2],
      ['d', 2],
      ['e', 2],
      ['f', 1],
    ])
    expect(risks.report()).toMatchObject({ people: 5, conversations: 6, k_anonymity: 1, highest_risk: 1, k_below_2: 1 })
    expect(risks.report()['told']).toEqual({ age: 0, job: 2, place: 2, family: 0, event: 1 })
  })

  it('is in the report, the same whatever the shards, and withholds who shares it with too few', async () => {
    const all = [
      numbered(1, { patient_id: 'a' }, 'I work as a nurse.', 'How is that for you?'),
      numbered(2, { patient_id: 'b' }, 'I am a nurse, and I am tired.', 'Of what?'),
      numbered(3, { patient_id: 'c' }, 'I am a pilot. I was in a coma.', 'That must have been hard.'),
    ]
    const whole = await finishRuns(processing, [await processed(all)])
    const parts = await Promise.all(all.map((one) => processed([one])))
    const split = await finishRuns(processing, parts)
    expect(split.report).toEqual(whole.report)
    expect(whole.report['risk']).toMatchObject({
      people: 3,
      k_anonymity: 1,
      k_below_2: 1,
      most_exposed: [{ id: all[2].id, k: 1, told: ['job', 'event'] }, { k: 2 }, { k: 2 }],
    })
    const strict = await finishRuns(processing, parts, { leastK: 2 })
    expect(strict.dropped).toMatchObject([
      { shard: 2, ordinal: 0, loss: { kind: 'withheld', reason: 'reidentification_risk', id: all[2].id } },
    ])
    expect(JSON.stringify(strict.report)).not.toMatch(/tired|hard/)
  })
})

describe('the second pass', () => {
  const look = (before: string, after: string, more: Partial<SecondPassInput> = {}) =>
    secondPass(
      {
        before: { ...conversation(before), metadata: {} },
        turns: conversation(after).turns,
        own: new Map(),
        values: new Set(),
        ...more,
      },
      0.7,
    )

  it('finds again what was taken out elsewhere', () => {
    expect(look('', 'And then Quilla left.', { values: new Set(['Quilla']) })).toBe('value_again')
    expect(look('', 'Call me: 415 555 2671', { values: new Set(['(415) 555-2671']) })).toBe('value_again')
    const { turns } = conversation('It was 482 137', '5 of them?')
    expect(look('', '', { turns, values: new Set(['482-137']) })).toBe('value_again')
    const own = new Map([[0, [{ start: 9, end: 15 }]]])
    expect(look('', 'And then Quilla left.', { values: new Set(['Quilla']), own })).toBeNull()
  })

  it('does not take words for names, nor a capital at the beginning of a sentence', () => {
    expect(look('', 'I lost all Hope, and Will too.', { values: new Set(['Hope', 'Will']) })).toBeNull()
    expect(look('', 'No. Brooklynn. Quillan left.', { values: new Set(['Quilla']) })).toBeNull()
    expect(look('', 'So it was. Summer came.', { values: new Set(['Summer']) })).toBeNull()
  })

  it('finds in the text what fields hold that identify', () => {
    const before = { ...conversation('x', 'y'), metadata: { client: { name: 'Anselma Torvik', id: 'K-774812' } } }
    expect(look('', 'so Anselma Torvik said', { before })).toBe('field_value')
    expect(look('', 'file K-774812 is closed', { before })).toBe('field_value')
    expect(look('', 'it is closed', { before })).toBeNull()
  })

  it('finds numbers and addresses by their form, but those of help lines', () => {
    for (const text of ['write to sam@mail.com', 'on 415-555-2671', 'it is 219-09-9999', 'account 4471882001'])
      expect([text, look('', text)]).toEqual([text, 'form_left'])
    for (const text of ['call 1-800-273-8255 or 988', 'in 2010-2015', 'about 1,000,000 dollars', 'see www.nami.org'])
      expect([text, look('', text)]).toEqual([text, null])
  })

  it('withholds a conversation that fails it, and says by which check', async () => {
    const given = numbered(1, { case_no: 'zk774812' }, 'I keep thinking of zk774812 and of the rain.', 'Who?')
    const run = await processed([given])
    expect(run.losses).toMatchObject([{ kind: 'withheld', reason: 'second_pass_field_value' }])
    expect(isConserved(run.records)).toBe(true)
  })

  it('lets a conversation through that was released by name, and says what it would have been withheld for', async () => {
    const given = numbered(1, { case_no: 'zk774812' }, 'I keep thinking of zk774812 and of the rain.', 'Who?')
    const options = { release: [given.id] }
    const run = await processed([given], options)
    expect(run.losses).toEqual([])
    expect(run.output[0].note.released).toBe('second_pass_field_value')
    const { report } = await finishRuns(processing, [run], options)
    expect(report['released']).toEqual({ second_pass_field_value: 1 })
  })
})
