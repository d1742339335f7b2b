import { describe, expect, it } from '@jest/globals'
import { collectBytes } from '@techdeck/core'
import { ingest, inspect, LIMITS, never, readAll, sourceOf, textsOf } from '../testing/helpers.ts'
import { html } from './index.ts'

async function turnsOf(page: string | Uint8Array) {
  const [text = Buffer.of()] = await textsOf(html, page)
  const { reading } = await inspect(text, { from: 'html' })
  const items = await readAll(text, reading)
  return items
    .flatMap(({ row }) => row?.turns ?? [])
    .map(({ speaker, text: said, time }) => [speaker, said, ...(time === undefined ? [] : [time])])
}
const textOf = async (page: string): Promise<string> => Buffer.from((await textsOf(html, page))[0] ?? '').toString()
const talk = [
  ['Ann Lee', 'Now?'],
  ['Ben', 'Yes,\nnow.'],
  ['Ann Lee', 'Good.'],
  ['Ben', 'Fine & well.'],
]
const page = (each: (speaker: string, text: string) => string): string =>
  `<html><body>${talk.map(([speaker = '', text = '']) => each(speaker, text.replace('\n', '<br>').replace('&', '&amp;'))).join('\n')}</body></html>`

describe('web pages', () => {
  it('with a table whose rows say in which session they are are several conversations', async () => {
    const row = (cells: readonly string[], cell = 'td') =>
      `<tr>${cells.map((each) => `<${cell}>${each}</${cell}>`).join('')}</tr>`
    const rows = ['1', '2'].flatMap((session) => talk.map(([speaker = '', text = '']) => row([session, speaker, text])))
    const table = `<table><thead>${row(['session', 'speaker', 'text'], 'th')}</thead><tbody>${rows.join('')}</tbody></table>`
    const [text = Buffer.of()] = await textsOf(html, table)
    const { conversations, turns } = await inspect(text, { from: 'html' })
    expect([conversations, turns]).toEqual([2, 8])
  })

  it('with cells that stand for several rows, in a table with a title', async () => {
    const rows = talk.map(
      ([speaker = '', text = ''], at) =>
        `<tr>${at === 0 ? `<td rowspan="${talk.length}">7</td>` : ''}<td>2024-01-14 10:0${at}:00</td><td>${speaker}</td><td>${text}</td></tr>`,
    )
    const head =
      '<tr><td colspan="4">Study</td></tr><tr><th>Session</th><th>Date</th><th>Speaker</th><th>Text</th></tr>'
    const [text = Buffer.of()] = await textsOf(html, `<table>${head}${rows.join('')}</table>`)
    const { turns, bad } = await ingest(text, { from: 'html' })
    expect(turns.map(({ speaker, time }) => [speaker, time])).toEqual(
      talk.map(([speaker], at) => [speaker, `2024-01-14 10:0${at}:00`]),
    )
    expect(bad).toEqual([])
  })

  it('with classes whose names say nothing, the newest message first', async () => {
    const said = [...talk, ...talk].map(([speaker = '', text = ''], at) => ({ speaker, text: `${text} ${at}`, at }))
    const messages = said
      .toReversed()
      .map(
        ({ speaker, text, at }) =>
          `<div class="_3-95 _a6-g"><div class="_2ph_ _a6-h">${speaker}</div><div class="_2ph_ _a6-p"><div><div></div><div>${text}</div></div></div><div class="_a6-o"><div class="_a72d">Mar 04, 2024, 10:0${at}:05 am</div></div></div>`,
      )
    const [text = Buffer.of()] = await textsOf(
      html,
      `<html><body class="_5vb_"><main>${messages.join('')}</main></body></html>`,
    )
    const { rows, inspection, bad } = await ingest(text, { from: 'html' })
    const inOrder = rows.toSorted((a, b) => Number(a.order) - Number(b.order)).flatMap(({ turns }) => turns)
    expect(inOrder.map(({ speaker }) => speaker)).toEqual(said.map(({ speaker }) => speaker))
    expect(inOrder.map(({ text: words }) => words.replace('\n', ' '))).toEqual(
      said.map((one) => one.text.replace('\n', ' ')),
    )
    expect(inOrder[1]?.time).toBe('2024-03-04 10:01:05')
    expect([inspection.conversations, bad]).toEqual([1, []])
  })

  it('with cells that stand for several rows and several columns', async () => {
    const rows = talk.map(
      ([speaker = '', text = ''], at) =>
        `<tr>${at % 2 === 0 ? '<td rowspan="2" colspan="2">7</td>' : ''}<td>${speaker}</td><td>${text}</td></tr>`,
    )
    const head = '<tr><th>Session</th><th>Notes</th><th>Speaker</th><th>Text</th></tr>'
    expect((await turnsOf(`<table>${head}${rows.join('')}</table>`)).map(([speaker]) => speaker)).toEqual(
      talk.map(([speaker]) => speaker),
    )
  })

  it('with a column for each side, in their order', async () => {
    const rows = [0, 2]
      .map((at) => `<tr><td>${talk[at]?.[1]} So?</td><td>${talk[at + 1]?.[1]} Or so.</td></tr>`)
      .join('')
    expect(await turnsOf(`<table><tr><th>Therapist</th><th>Client</th></tr>${rows}</table>`)).toEqual([
      ['Therapist', 'Now? So?'],
      ['Client', 'Yes, now. Or so.'],
      ['Therapist', 'Good. So?'],
      ['Client', 'Fine & well. Or so.'],
    ])
  })

  it('with a time between who speaks and what is said, in an element of its own', async () => {
    const clocks = talk.map((_, at) => `10:0${at}`)
    const message = (box: (who: string, at: string, said: string) => string) =>
      `<body>${talk.map(([who = '', said = ''], at) => box(who, clocks[at] ?? '', said.replace('&', '&amp;').replace('\n', '<br>'))).join('')}</body>`
    const expected = talk.map(([who, said], at) => [who, said, clocks[at]])
    expect(
      await turnsOf(
        message(
          (who, at, said) =>
            `<div><span class="speaker">${who}</span><span class="ts">${at}</span><p>${said}</p></div>`,
        ),
      ),
    ).toEqual(expected)
    expect(
      await turnsOf(
        message((who, at, said) => `<div><span class="speaker">${who}</span><small>${at}</small><p>${said}</p></div>`),
      ),
    ).toEqual(expected)
  })

  it('with lines as they were written', async () => {
    const lines = talk.map(([who, said = '']) => `${who}: ${said.replace('\n', ' ').replace('&', '&amp;')}\n`)
    expect(await turnsOf(`<body><pre>${lines.join('')}</pre></body>`)).toEqual(
      talk.map(([who, said = '']) => [who, said.replace('\n', ' ')]),
    )
  })

  it('with the box of a message called after who wrote it, and what the page says of itself', async () => {
    const boxes = ['bot', 'user', 'bot', 'user'].map(
      (side, at) => `<div class="msg ${side}"><span class="time">10:0${at}</span><p>${talk[at]?.[1]}</p></div>`,
    )
    const [text = Buffer.of()] = await textsOf(
      html,
      `<html><body><div class="chat">${boxes.join('')}</div><footer>Copyright 2023</footer></body></html>`,
    )
    const { turns } = await ingest(text, { from: 'html' })
    expect(turns.map(({ speaker, time }) => [speaker, time])).toEqual([
      ['bot', '10:00'],
      ['user', '10:01'],
      ['bot', '10:02'],
      ['user', '10:03'],
    ])
    expect(turns.at(-1)?.text).toBe(talk[3]?.[1]?.replace('\n', ' '))
  })

  it.each<[string, (speaker: string, text: string) => string]>([
    [
      'a class beside the text',
      (speaker, text) => `<div class="msg"><span class="who">${speaker}</span><p>${text}</p></div>`,
    ],
    [
      'a class within the paragraph',
      (speaker, text) => `<p><span class="transcript-speaker">${speaker}</span> ${text}</p>`,
    ],
    ['bold with a colon', (speaker, text) => `<p><b>${speaker}:</b> ${text}</p>`],
    ['bold before a colon', (speaker, text) => `<li><strong>${speaker}</strong>: ${text}</li>`],
    ['bold without a colon', (speaker, text) => `<div><strong>${speaker}</strong> ${text}</div>`],
    ['bold on a line above', (speaker, text) => `<p><b>${speaker}</b></p><p>${text}</p>`],
    ['bold above a break', (speaker, text) => `<p><b>${speaker}</b><br>${text}</p>`],
    ['headings', (speaker, text) => `<h3>${speaker}</h3><p>${text}</p>`],
    ['a definition list', (speaker, text) => `<dl><dt>${speaker}</dt><dd>${text}</dd></dl>`],
    ['tables without a head', (speaker, text) => `<table><tr><td>${speaker}</td><td>${text}</td></tr></table>`],
    ['plain paragraphs', (speaker, text) => `<p>${speaker}: ${text}`],
  ])('name speakers by %s', async (_form, each) => {
    expect(await turnsOf(page(each))).toEqual(talk)
  })

  it('take roles from classes and attributes, and times that stand below the text', async () => {
    expect(
      await turnsOf(
        '<body><div class="msg therapist"><p>Now?</p><p>Or later?</p></div><div class="msg client"><p>Now.</p></div></body>',
      ),
    ).toEqual([
      ['therapist', 'Now?\nOr later?'],
      ['client', 'Now.'],
    ])
    const roles = ['user', 'assistant'].map(
      (role) => `<article data-message-author-role="${role}"><div>I am ${role}.</div></article>`,
    )
    expect(await turnsOf(`<html>${roles.join('')}`)).toEqual([
      ['user', 'I am user.'],
      ['assistant', 'I am assistant.'],
    ])
    const bubble = (who: string, text: string, time: string) =>
      `<div class="message-author">${who}</div><div class="message-content">${text}</div><div class="message-time">${time}</div>`
    expect(
      await turnsOf(
        `<html>${bubble('Ann', 'Now?', '10:01')}${bubble('Ben', 'Yes.', '10:02')}${bubble('Ann', 'Good.', '10:03')}`,
      ),
    ).toEqual([
      ['Ann', 'Now?', '10:01'],
      ['Ben', 'Yes.', '10:02'],
      ['Ann', 'Good.', '10:03'],
    ])
  })

  it('leave scripts, styles, titles and menus out', async () => {
    const content = `<head><title>T: a</title><style>p{}</style></head><nav>T: b</nav><script>T: c</script><p>T: One.<p>C: Two.<!-- T: d -->`
    expect(await textOf(content)).toBe('T: One.\nC: Two.\n')
  })

  it('keep several paragraphs of one message, and messages of one sender apart', async () => {
    const message = (who: string, when: string, ...texts: string[]) =>
      `<div class="message default clearfix${who ? '' : ' joined'}"><div class="pull_left userpic_wrap"><div class="initials">A</div></div><div class="body">
        <div class="pull_right date details" title="14.01.2024 ${when}:05 UTC+01:00">${when}</div>
        ${who ? `<div class="from_name">${who} </div>` : ''}${texts.join('')}</div></div>`
    const content = `<!DOCTYPE html><html><head><meta charset="utf-8"/></head><body><div class="page_header"><div class="text bold">Chat</div></div>
      <div class="message service"><div class="body details">14 January 2024</div></div>
      ${message('Ann Lee', '21:02', '<div class="text">Hello,<br>you?</div>')}
      ${message('', '21:03', '<div class="media_wrap"><a class="media clearfix pull_left media_photo"><div class="title bold">Photo</div></a></div>')}
      ${message('Ben', '21:04', '<div class="reply_to details">In reply to <a>this message</a></div>', '<div class="text">Fine.</div>')}
      ${message('Ann Lee', '21:05', '<div class="text">Good.</div>')}</body></html>`
    expect(await turnsOf(content)).toEqual([
      ['Ann Lee', 'Hello,\nyou?', '14.01.2024 21:02:05'],
      ['Ann Lee', '[photo]', '14.01.2024 21:03:05'],
      ['Ben', 'Fine.', '14.01.2024 21:04:05'],
      ['Ann Lee', 'Good.', '14.01.2024 21:05:05'],
    ])
  })

  it('are decoded as they say', async () => {
    const content = Buffer.from(
      '<html><head><meta charset="iso-8859-1"></head><p>Jürgen: Schön.<p>Zoë: Naja.<p>Jürgen: Ja.<p>Zoë: Gut.</html>',
      'latin1',
    )
    expect((await turnsOf(content)).map(([speaker]) => speaker)).toEqual(['Jürgen', 'Zoë', 'Jürgen', 'Zoë'])
  })

  it('make the same text whatever the chunks', async () => {
    const content = page((speaker, text) => `<div class="msg"><span class="who">${speaker}</span><p>${text}</p></div>`)
    const whole = await textOf(content)
    for (const chunk of [1, 7, 100]) {
      const parts: Buffer[] = []
      for await (const member of html.conversion?.convert(sourceOf(content, chunk), LIMITS, never) ?? [])
        parts.push(await collectBytes(member.content))
      expect(Buffer.concat(parts).toString()).toBe(whole)
    }
  })

  it.each([
    ['is nested without end', '<div>'.repeat(100_000)],
    ['has a comment without end', `<p>T: a</p><!--${' '.repeat(40 * 1024 * 1024)}`],
  ])('are refused where the page %s', async (_what, content) => {
    await expect(textOf(content)).rejects.toMatchObject({
      code: 'UNPROCESSABLE_FILE',
      details: { reason: 'unreadable_html' },
    })
  })

  it.each([
    ['<p>Client: a</p>', true],
    ['\ufeff<!DOCTYPE html><html>', true],
    ['<!-- saved -->\n<HTML>', true],
    ['<?xml version="1.0"?>\n<svg>', false],
    ['Client: I wrote <b>this</b>', false],
    ['{"text": "<p>"}', false],
    ['text\n<p>a</p>\n', false],
  ])('are known by how they begin: %j', async (content, known) => {
    expect(await html.conversion?.detect(Buffer.from(content), sourceOf(content))).toBe(known)
  })
})
