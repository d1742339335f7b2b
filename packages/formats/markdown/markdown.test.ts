import { describe, expect, it } from '@jest/globals'
import { ingest, readByMarks } from '../testing/helpers.ts'

const said = async (content: string) => {
  const { turns, inspection } = await ingest(content)
  return {
    format: inspection.reading.format,
    turns: turns.map(({ speaker, text, time }) => [speaker, text, ...(time === undefined ? [] : [time])]),
  }
}
const two = [
  ['Therapist', 'How are you?'],
  ['Client', 'Well,\nI think.'],
]

describe('Markdown', () => {
  it.each([
    ['bold with a colon within', '**Therapist:** How are you?\n\n**Client:** Well,\nI think.\n'],
    ['bold with a colon behind', '**Therapist**: How are you?\n\n__Client__: Well,\nI think.\n'],
    ['bold above the text', '**Therapist**\n\nHow are you?\n\n**Client**\n\nWell,\nI think.\n'],
    ['lists', '- **Therapist:** How are you?\n- **Client:** Well,\n  I think.\n'],
    ['numbered lists', '1. **Therapist:** How are you?\n2. **Client:** Well,\n   I think.\n'],
    ['quotes', '> **Therapist:** How are you?\n>\n> **Client:** Well,\n> I think.\n'],
    ['quotes of plain names', '> Therapist: How are you?\n\n> Client: Well,\n> I think.\n'],
    ['headings', '### Therapist\n\nHow are you?\n\n### Client:\n\nWell,\nI think.\n'],
    [
      'tables',
      '| Speaker | Text |\n| --- | :-- |\n| **Therapist** | How are you? |\n| Client | Well,<br>I think. |\n'
        .replace('<br>', '\n')
        .replace('Well,\nI', 'Well, I'),
    ],
  ])('names speakers in %s', async (_form, content) => {
    const { format, turns } = await said(content)
    expect(format).toBe('markdown')
    expect(turns.map(([speaker, text = '']) => [speaker, String(text).replace('Well, I', 'Well,\nI')])).toEqual(two)
  })

  it.each([
    [
      'before the name',
      '[00:12] **Ann:** Now?\n\n[00:15] **Ben:** Yes.\n\n[00:17] **Ann:** Good.\n\n[00:19] **Ben:** Fine.\n',
    ],
    [
      'beside the name',
      '**Ann (00:12):** Now?\n\n**Ben (00:15):** Yes.\n\n**Ann (00:17):** Good.\n\n**Ben (00:19):** Fine.\n',
    ],
    [
      'behind the name',
      '**Ann** [00:12]: Now?\n\n**Ben** [00:15]: Yes.\n\n**Ann** [00:17]: Good.\n\n**Ben** [00:19]: Fine.\n',
    ],
    ['in headings', '## Ann (00:12)\nNow?\n\n## Ben (00:15)\nYes.\n\n## Ann (00:17)\nGood.\n\n## Ben (00:19)\nFine.\n'],
    [
      'in a column',
      '| Time | Name | Utterance |\n|---|---|---|\n| 00:12 | Ann | Now? |\n| 00:15 | Ben | Yes. |\n| 00:17 | Ann | Good. |\n| 00:19 | Ben | Fine. |\n',
    ],
  ])('has times %s', async (_place, content) => {
    expect((await said(content)).turns).toEqual([
      ['Ann', 'Now?', '00:12'],
      ['Ben', 'Yes.', '00:15'],
      ['Ann', 'Good.', '00:17'],
      ['Ben', 'Fine.', '00:19'],
    ])
  })

  it.each([
    ['Session 2\n---------', 'a line below'],
    ['Session 2\n=========', 'a double line below'],
    ['* Session 2', 'a star'],
    ['== Session 2', 'signs of AsciiDoc'],
    ['h1. {anchor:session-2}Session 2', 'signs of Jira'],
  ])('begin another conversation with %j, a heading with %s', async (heading) => {
    const one = '**Therapist:** Hello.\n\n**Client:** Hi.\n\n'
    const { inspection, turns } = await ingest(`${heading.replaceAll('2', '1')}\n\n${one}${heading}\n\n${one}`)
    expect([inspection.conversations, turns.map(({ text }) => text)]).toEqual([2, ['Hello.', 'Hi.', 'Hello.', 'Hi.']])
  })

  it('makes metadata of front matter, which is no turn', async () => {
    const content =
      '---\ntitle: "Fourth session"\nClient: A-17\n---\n\n# Session 4\n\n**T:** How are you?\n\n**C:** Well.\n'
    const { rows, inspection, items } = await ingest(content)
    expect(rows.map(({ metadata }) => metadata)).toEqual([
      { title: 'Fourth session', Client: 'A-17', heading: 'Session 4' },
      {},
    ])
    expect(rows[0]?.position).toMatchObject({ line: 6, row: 1 })
    expect(await readByMarks(content, inspection, 5)).toEqual(items)
  })

  it('begins another conversation behind a rule, unless each turn has one', async () => {
    const talk = '**T:** How are you?\n\n**C:** Well.\n\n'
    expect((await ingest(`${talk}---\n\n${talk}`)).inspection.conversations).toBe(2)
    const ruled = await ingest(talk.repeat(3).replaceAll('\n\n', '\n\n---\n\n'))
    expect(ruled.inspection).toMatchObject({ conversations: 1, turns: 6 })
    expect(ruled.turns.map(({ text }) => text)).toEqual([
      'How are you?',
      'Well.',
      'How are you?',
      'Well.',
      'How are you?',
      'Well.',
    ])
  })

  it('takes headings below those of speakers, and what programs say of them, for what they are', async () => {
    const { turns, inspection } = await ingest(
      '# Chat\n\n## You said:\n\nI feel sad.\n\n## ChatGPT said:\n\nTry this:\n\n### Walks\n\nThey help.\n\n## You said:\n\nThanks.\n\n## ChatGPT said:\n\nGood.\n',
    )
    expect(turns.map(({ speaker }) => speaker)).toEqual(['You', 'ChatGPT', 'You', 'ChatGPT'])
    expect(turns[1]?.text).toBe('Try this:\n\n### Walks\n\nThey help.')
    expect(inspection).toMatchObject({ conversations: 1, roles: { client: 2, therapist: 2 } })
  })

  it('takes signs off that only Markdown needs', async () => {
    const { turns } = await ingest('**T:** It is **really** 1\\. here \\[sic\\], *laughs*\n\n**C:** Yes.\n\n')
    expect(turns[0]?.text).toBe('It is really 1. here [sic], *laughs*')
  })

  it('does not take stressed words for speakers', async () => {
    const { turns } = await ingest('**T:** Listen.\n\n**Never** do that again.\n\n**C:** No.\n\n**Never**, I said.\n')
    expect(turns.map(({ text }) => text)).toEqual(['Listen.\n\nNever do that again.', 'No.\n\nNever, I said.'])
  })

  it('say in a column of a table in which session a row is', async () => {
    const rows = [1, 2].flatMap((id) => [`| ${id} | Ann | Hello ${id}. |`, `| ${id} | Ben | Hi ${id}. |`])
    const { turns, inspection } = await ingest(
      ['| session | speaker | text |', '|---|---|---|', ...rows, ''].join('\n'),
    )
    expect([turns.length, inspection.conversations, inspection.badRows]).toEqual([4, 2, 0])
  })

  describe('tables that a data base draws', () => {
    const rows = [
      ['s1', 'Therapist', 'What would be most useful to talk about today?'],
      ['s1', 'Client', 'The panic attacks. I had two of them on the train.'],
      ['s1', 'Therapist', 'And then?'],
    ]
    const WIDTH = 16
    /** Lines of a cell as SQLite wraps it: at the width, or between words. */
    const linesOf = (text: string, atWords: boolean): string[] =>
      (atWords ? text.match(/\S.{0,15}(?=\s|$)/g) : text.match(/.{1,16}/g)) ?? []
    const drawn = (atWords: boolean, rule: string): string =>
      [['session', 'speaker', 'text'], ...rows]
        .flatMap(([session = '', speaker = '', text = ''], at) => [
          ...linesOf(text, atWords).map((line, lineAt) => {
            const [first, second] = lineAt === 0 ? [session, speaker] : ['', '']
            return `| ${first.padEnd(7)} | ${second.padEnd(9)} | ${line.padEnd(WIDTH)} |`
          }),
          ...(at === 0 || rule.startsWith('+') ? [rule] : []),
        ])
        .join('\n')

    it.each([
      ['at the width of the column', false],
      ['between words', true],
    ])('with cells that are wrapped %s', async (_, atWords) => {
      for (const rule of ['|---------|-----------|------------------|', '+---------+-----------+------------------+']) {
        const { turns } = await said(`${rule.startsWith('+') ? `${rule}\n` : ''}${drawn(atWords, rule)}\n`)
        expect(turns).toEqual(rows.map(([, speaker, text]) => [speaker, text]))
      }
    })

    it('keep the line ends of cells that are not wrapped', async () => {
      const table = [
        '| speaker | text         |',
        '|---------|--------------|',
        '| Client  | Well,        |',
        '|         | I think      |',
        '| T       | Go on.       |',
      ]
      expect((await said(`${table.join('\n')}\n`)).turns).toEqual([
        ['Client', 'Well,\nI think'],
        ['T', 'Go on.'],
      ])
    })
  })
})
