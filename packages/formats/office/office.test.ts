import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { collectBytes } from '@techdeck/core'
import { describe, expect, it } from '@jest/globals'
import { formatNamed, inspectFile, memorySource } from '../index.ts'
import { LIMITS, cutEvery, never, readAll, readByMarks, textsOf } from '../testing/helpers.ts'
import { documentOf, spreadsheetOf, workbookOf } from '../testing/zip.ts'
import type { UnpackLimits } from '../types.ts'
import { kindOf, Styles } from '../xlsx/styles.ts'

const fixture = (name: string): Uint8Array => readFileSync(join(import.meta.dirname, 'fixtures', name))

/** Each member as its path, with the turns that were found in it or why there are none. */
async function membersOf(format: string, bytes: Uint8Array) {
  const found: { [path: string]: unknown } = {}
  for await (const { path, content } of formatNamed(format).conversion!.convert(memorySource(bytes), LIMITS, never)) {
    const source = memorySource(await collectBytes(content))
    found[path] = await inspectFile(source, { file: 0, signal: never, from: format }).then(
      ({ conversations, turns }) => ({ conversations, turns }),
      (error: unknown) => (error as { details: { reason: string } }).details.reason,
    )
  }
  return found
}

const gridOf = async (format: string, bytes: Uint8Array) => {
  const [text = Buffer.of()] = await textsOf(formatNamed(format), bytes)
  return Buffer.from(text)
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as unknown[])
}
const reasonOf = (format: string, bytes: Uint8Array, limits: UnpackLimits = LIMITS) =>
  (async () => {
    for await (const { content } of formatNamed(format).conversion!.convert(memorySource(bytes), limits, never))
      await collectBytes(content)
    return null
  })().catch((error: unknown) => (error as { details?: { reason?: string } }).details?.reason ?? error)

const inline = (cell: string, text: string) => `<c r="${cell}" t="inlineStr"><is><t>${text}</t></is></c>`

describe('spreadsheets', () => {
  it.each(['xlsx', 'ods'])('tell sheets of conversations from titles, code books and counts, in %s', async (format) => {
    expect(await membersOf(format, fixture(`study.${format}`))).toEqual({
      'Read me': 'no_conversations',
      // A merged cell says which session all of its rows are of.
      Data: { conversations: 2, turns: 6 },
      'Code book': 'no_conversations',
      Sheet4: 'empty',
      Counts: 'no_conversations',
    })
  })

  it.each(['xlsx', 'ods'])('are read by marks as they are read as a whole, in %s', async (format) => {
    const [, content = Buffer.of()] = await textsOf(formatNamed(format), fixture(`study.${format}`))
    const options = { file: 0, signal: never, from: format, ...cutEvery(1) }
    const found = await inspectFile(memorySource(content), options)
    const items = await readAll(content, found.reading)
    expect(found.marks).toHaveLength(2)
    expect(await readByMarks(content, found)).toEqual(items)
    expect(items.map(({ row }) => row?.position.line)).toEqual([2, 3, 4, 5, 6, 7])
  })

  it('give the value of a formula that was saved with it, and say of those that were never calculated', async () => {
    const cells =
      '<c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>HYPERLINK("x")</f></c><c r="C1" t="str"><f>A1</f><v>=1</v></c>'
    const [member] = await membersAndProblems(workbookOf({ a: `<row r="1">${cells}</row>` }))
    expect(member).toEqual({
      text: '[1,2,null,"=1"]\n',
      problems: [expect.objectContaining({ code: 'formula_without_value', count: 1 })],
    })
  })

  it('give strings as they are written: shared, rich, escaped, without their phonetic readings', async () => {
    const strings =
      '<si><t>one &amp; two_x000D_</t></si><si><r><t>three </t></r><r><t>four</t></r><rPh><t>five</t></rPh></si>'
    const row = '<row r="3"><c r="B3" t="s"><v>0</v></c><c r="D3" t="s"><v>1</v></c><c r="E3" t="b"><v>1</v></c></row>'
    expect(await gridOf('xlsx', workbookOf({ a: row }, { strings }))).toEqual([
      [3, null, 'one & two\r', null, 'three four', true],
    ])
  })

  it('give numbers as their style shows them', () => {
    const styles = new Styles(['date', 'time', 'datetime', 'duration', null], false)
    expect([0, 1, 2, 3, 4].map((style) => styles.value(45351.5, style))).toEqual([
      '2024-02-29T12:00:00',
      '2024-02-29T12:00:00',
      '2024-02-29T12:00:00',
      '1088436:00:00',
      45351.5,
    ])
    expect(styles.value(0.25, 1)).toBe('06:00:00')
    expect(styles.value(1, 0)).toBe('1900-01-01')
    expect(new Styles(['date'], true).value(0, 0)).toBe('1904-01-01')
    const kinds = [
      'yyyy-mm-dd',
      'd mmm',
      'hh:mm',
      'yy/m/d h:mm',
      '[h]:mm',
      '0.00',
      '"day" 0',
      'General',
      '#,##0 [$€-407]',
    ]
    expect(kinds.map(kindOf)).toEqual(['date', 'date', 'time', 'datetime', 'duration', null, null, null, null])
  })

  it('repeat what OpenDocument says is repeated, and leave notes out', async () => {
    const cell = (text: string, more = '') => `<table:table-cell ${more}><text:p>${text}</text:p></table:table-cell>`
    const note =
      '<table:table-cell><office:annotation><text:p>Not said.</text:p></office:annotation><text:p>a<text:s text:c="2"/>b</text:p><text:p>c</text:p></table:table-cell>'
    const table = `<table:table table:name="A"><table:table-row table:number-rows-repeated="2">${cell('x', 'table:number-columns-repeated="2"')}${note}<table:table-cell table:number-columns-repeated="16000"/></table:table-row><table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row></table:table>`
    expect(await gridOf('ods', spreadsheetOf(table))).toEqual([
      [1, 'x', 'x', 'a  b\nc'],
      [2, 'x', 'x', 'a  b\nc'],
    ])
  })

  it('refuse what no spreadsheet program writes', async () => {
    const deep = '<a>'.repeat(600)
    expect(await reasonOf('xlsx', workbookOf({ a: deep }))).toBe('nested_too_deep')
    expect(await reasonOf('xlsx', workbookOf({ a: `<row r="1">${inline('ZZZ1', 'x')}</row>` }))).toBe(
      'corrupt_document',
    )
    expect(await reasonOf('xlsx', workbookOf({ a: `<row r="99999999">${inline('A1', 'x')}</row>` }))).toBe(
      'corrupt_document',
    )
    const far = `<table:table table:name="A"><table:table-row><table:table-cell table:number-columns-repeated="99999"><text:p>x</text:p></table:table-cell></table:table-row></table:table>`
    expect(await reasonOf('ods', spreadsheetOf(far))).toBe('corrupt_document')
    const long = workbookOf({ a: `<row r="1">${inline('A1', 'x'.repeat(9_000_000))}</row>` })
    expect(await reasonOf('xlsx', long, { ...LIMITS, maxRatio: 10_000 })).toBe('too_large')
    expect(await reasonOf('xlsx', long, { ...LIMITS, floor: 1_000_000 })).toBe('expansion_limit')
  })

  it('are read flat, too', async () => {
    const cell = (text: string) => `<table:table-cell><text:p>${text}</text:p></table:table-cell>`
    const row = (...cells: string[]) => `<table:table-row>${cells.map(cell).join('')}</table:table-row>`
    const flat = `<?xml version="1.0"?><office:document xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body><office:spreadsheet><table:table table:name="A">${row('speaker', 'text')}${row('Client', 'Hi.')}</table:table></office:spreadsheet></office:body></office:document>`
    expect(await gridOf('ods', Buffer.from(flat))).toEqual([
      [1, 'speaker', 'text'],
      [2, 'Client', 'Hi.'],
    ])
  })

  it('are refused where they declare entities of their own', async () => {
    const bomb = `<!DOCTYPE a [<!ENTITY b "lol"><!ENTITY c SYSTEM "file:///etc/passwd">]><row r="1">${inline('A1', '&b;&c;&amp;')}</row>`
    expect(await reasonOf('xlsx', workbookOf({ a: bomb }))).toBe('own_entities')
  })
})

async function membersAndProblems(bytes: Uint8Array) {
  const found: unknown[] = []
  for await (const member of formatNamed('xlsx').conversion!.convert(memorySource(bytes), LIMITS, never)) {
    const text = (await collectBytes(member.content)).toString()
    found.push({ text, problems: member.problems?.() })
  }
  return found
}

describe('documents', () => {
  const textOf = async (body: string) =>
    Buffer.from((await textsOf(formatNamed('docx'), documentOf(body)))[0] ?? []).toString()
  const p = (text: string, more = '') => `<w:p>${more}<w:r><w:t>${text}</w:t></w:r></w:p>`

  it('leave out what was deleted or moved away, and what stands there twice', async () => {
    const body = `<w:p><w:r><w:t>Client: I am</w:t></w:r><w:del><w:r><w:delText> not</w:delText></w:r></w:del><w:moveFrom><w:r><w:t> so</w:t></w:r></w:moveFrom><w:ins><w:r><w:t> well.</w:t></w:r></w:ins><mc:Fallback><w:r><w:t>Again.</w:t></w:r></mc:Fallback></w:p>`
    expect(await textOf(body)).toBe('Client: I am well.\n')
  })

  it('take a role in bold before the text for who speaks', async () => {
    const begun = (who: string, text: string, style = '<w:b/>') =>
      `<w:p><w:r><w:rPr>${style}</w:rPr><w:t xml:space="preserve">${who} </w:t></w:r><w:r><w:t>${text}</w:t></w:r></w:p>`
    expect(await textOf(begun('Client', 'I am well.') + begun('Therapist', 'Good.') + begun('Never', 'did I.'))).toBe(
      'Client: I am well.\nTherapist: Good.\nNever did I.\n',
    )
    expect(await textOf(begun('Client', 'I am well.', '<w:b w:val="0"/>'))).toBe('Client I am well.\n')
  })

  it('begin a conversation at a heading', async () => {
    const heading = (text: string) => p(text, '<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>')
    const body = ['Session 1', 'Session 2']
      .map((name) => heading(name) + p('Client: Hello.') + p('Therapist: Hello.'))
      .join('')
    expect(await membersOf('docx', documentOf(body))).toEqual({ '': { conversations: 2, turns: 4 } })
  })

  it('give tables of speakers as turns and others cell by cell', async () => {
    const row = (...cells: string[]) => `<w:tr>${cells.map((text) => `<w:tc>${p(text)}</w:tc>`).join('')}</w:tr>`
    const said = [
      'Anna:',
      'How was it?',
      'Ben:',
      'It was fine.',
      '',
      'Mostly.',
      'Anna:',
      'Go on.',
      'Ben:',
      'I slept better.',
    ]
    const rows = Array.from({ length: 5 }, (_, at) => row(said[at * 2] ?? '', said[at * 2 + 1] ?? ''))
    expect(await textOf(`<w:tbl>${rows.join('')}</w:tbl>`)).toBe(
      '\nAnna: How was it?\nBen: It was fine.\nBen: Mostly.\nAnna: Go on.\nBen: I slept better.\n\n',
    )
    const questions = row('Question', 'Answer') + row('I cannot sleep at night.', 'Since when is it so?')
    expect(await textOf(`<w:tbl>${questions}</w:tbl>`)).toBe(
      '\nClient: I cannot sleep at night.\nTherapist: Since when is it so?\n\n',
    )
    // Columns that are called after who speaks are in the order in which they do.
    const sides = row('Therapist', 'Client') + row('Since when is it so?', 'I cannot say that, for years.')
    expect(await textOf(`<w:tbl>${sides}</w:tbl>`)).toBe(
      '\nTherapist: Since when is it so?\nClient: I cannot say that, for years.\n\n',
    )
    // What stands above another table of the kind is its title.
    const table = `<w:tbl>${row('Speaker', 'Text')}${row('Client', 'I cannot sleep.')}${row('Therapist', 'Since when?')}</w:tbl>`
    expect(await textOf(`${p('Client 1')}${table}${p('Client 2')}${p('')}${table}${p('The end.')}`)).toBe(
      'Client 1\n\nClient: I cannot sleep.\nTherapist: Since when?\n\n' +
        '\n# Client 2\n\n\nClient: I cannot sleep.\nTherapist: Since when?\n\nThe end.\n',
    )
    expect(await textOf(`<w:tbl>${row('Date', '1 May')}${row('Place', 'Ulm')}</w:tbl>`)).toBe(
      '\nDate\n1 May\nPlace\nUlm\n\n',
    )
  })
})
