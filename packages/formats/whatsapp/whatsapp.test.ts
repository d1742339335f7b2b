import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from '@jest/globals'
import { ingest } from '../testing/helpers.ts'

const load = (name: string): Uint8Array => readFileSync(join(import.meta.dirname, 'fixtures', name))
const chat = (...stamps: string[]): string =>
  stamps.map((stamp, index) => `${stamp} - ${index % 2 ? 'Ben' : 'Ann'}: Message ${index}.\n`).join('')
const times = async (content: string) => {
  const { turns, inspection } = await ingest(content)
  return { times: turns.map(({ time }) => time), problems: inspection.problems.map(({ code }) => code) }
}

describe('WhatsApp chats', () => {
  it('of Android keep lines of one message together, and pass over those without words', async () => {
    const { turns, rows, inspection } = await ingest(load('android-us.txt'))
    expect(turns.map(({ text }) => text)).toEqual([
      'Good evening, Sam. How did the week go?',
      'Not great.\nI slept little,\n\nand I cried on Tuesday.',
      'Thank you for telling me. Note: we can talk earlier this week.',
      'Sorry, that was the wrong chat. Yes, earlier please.',
    ])
    expect(turns.at(-1)?.time).toBe('2024-01-15T00:01')
    expect(rows[2]?.position).toMatchObject({ line: 3, row: 3 })
    expect(rows.filter((row) => row.turns.length === 0)).toHaveLength(3)
    expect(inspection.problems).toContainEqual(expect.objectContaining({ code: 'nothing_said', count: 3 }))
  })

  it('of iOS lose marks of direction, and pass over media and notices', async () => {
    const { turns, inspection } = await ingest(load('ios-eu.txt'))
    expect(turns.map(({ speaker, text }) => [speaker, text])).toEqual([
      ['Helpline', 'Hello, you have reached us. What is on your mind?'],
      ['Ana', 'I had a fight with my mother: again.'],
      ['Helpline', 'What was it about?'],
      ['Ana', 'About money,\nas always.'],
    ])
    expect(inspection.problems.map(({ code }) => code)).toContain('ambiguous_dates')
  })

  it('keep their messages where a few stamps are of another script', async () => {
    const content = `${chat('1/13/24, 9:10 PM', '1/13/24, 9:11 PM')}2024/1/13 下午9:12 - Ann: 好。\n${chat('1/13/24, 9:13 PM', '1/13/24, 9:14 PM')}`
    const { turns } = await ingest(content)
    expect(turns.map(({ speaker, text }) => [speaker, text])).toEqual([
      ['Ann', 'Message 0.'],
      ['Ben', 'Message 1.'],
      ['Ann', '好。'],
      ['Ann', 'Message 0.'],
      ['Ben', 'Message 1.'],
    ])
  })

  it.each([
    ['a day beyond 12 comes', ['01/02/24, 10:00', '13/02/24, 10:00'], '2024-02-01T10:00'],
    ['a day beyond 12 comes second', ['01/02/24, 10:00 PM', '01/13/24, 10:00 PM'], '2024-01-02T22:00'],
    ['time would run back', ['01/02/24, 10:00', '02/02/24, 10:00', '01/03/24, 10:00'], '2024-02-01T10:00'],
    ['the year comes first', ['2024-02-01, 10:00', '2024-02-02, 10:00'], '2024-02-01T10:00'],
  ])('tell day from month where %s', async (_why, stamps, first) => {
    const found = await times(chat(...stamps))
    expect(found.times[0]).toBe(first)
    expect(found.problems).not.toContain('ambiguous_dates')
  })

  it('tell day from month by a date far behind the beginning', async () => {
    const content = chat(...Array.from({ length: 12_000 }, () => '01/02/24, 10:00'), '01/13/24, 10:00')
    const found = await times(content)
    expect(found.times[0]).toBe('2024-01-02T10:00')
    expect(found.problems).not.toContain('ambiguous_dates')
  })

  it.each([
    [['01/02/24, 10:00', '02/02/24, 10:00'], '2024-02-01T10:00'],
    [['01/02/24, 1:00 PM', '02/02/24, 1:00 PM'], '2024-01-02T13:00'],
  ])('say so where day and month cannot be told apart: %j', async (stamps, first) => {
    const found = await times(chat(...stamps))
    expect(found.times[0]).toBe(first)
    expect(found.problems).toContain('ambiguous_dates')
  })

  it.each([
    ['digits of Arabic', '\u200f١٥\u200f/١\u200f/٢٠٢٤، ٩:٠٥ م - ', '2024-01-15T21:05'],
    ['digits of Persian', '۱۴۰۲/۱۰/۲۵، ۲۱:۰۵ - ', '1402-10-25T21:05'],
    ['halves of the day in Chinese', '2024/1/15 下午9:05 - ', '2024-01-15T21:05'],
    ['halves of the day in Japanese, on iOS', '[2024/01/15 午後9:05:10] ', '2024-01-15T21:05:10'],
    ['halves of the day in Turkish', '15.01.2024 ÖS 9:05 - ', '2024-01-15T21:05'],
    ['halves of the day in Hindi', '15/01/24, 9:05 अपराह्न - ', '2024-01-15T21:05'],
    ['blanks in the date, as in Hungarian', '2024. 01. 15. 21:05 - ', '2024-01-15T21:05'],
    ['words between the numbers in Korean', '2024년 1월 15일 오전 9:05, ', '2024-01-15T09:05'],
  ])('are read with %s', async (_what, stamp, time) => {
    const { turns, bad } = await ingest(['Ann: Hello.', 'Ben: Hi,\nyou.'].map((said) => `${stamp}${said}\n`).join(''))
    expect(turns).toEqual([
      { speaker: 'Ann', text: 'Hello.', time },
      { speaker: 'Ben', text: 'Hi,\nyou.', time },
    ])
    expect(bad).toEqual([])
  })

  it.each([
    ['1/2/2024 21:00', '2024-02-01T21:00'],
    ['1.2.24, 21.00', '2024-02-01T21:00'],
    ['1/2/24, 9:00 p. m.', '2024-01-02T21:00'],
    ['01/02/2024 à 21:00', '2024-02-01T21:00'],
    ['01/02/24, 13:04 PM', '2024-01-02T13:04'],
  ])('are read with a time like %s', async (stamp, time) => {
    expect((await times(chat(stamp, stamp))).times).toEqual([time, time])
  })
})
