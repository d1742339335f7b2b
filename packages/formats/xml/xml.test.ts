import { describe, expect, it } from '@jest/globals'
import { ingest, sourceOf, textsOf } from '../testing/helpers.ts'
import { xml } from './index.ts'

const SAID = ['Good morning, Maria.', 'I barely slept, "again".', 'What kept you awake?', 'My job & my rent.']
const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;')
const turns = (make: (text: string, isClient: boolean, at: number) => string, between = '\n') =>
  SAID.map((text, at) => make(escaped(text), at % 2 === 1, at)).join(between)

async function read(content: string) {
  const [text = Buffer.of()] = await textsOf(xml, content)
  const { turns: all, inspection, rows, bad } = await ingest(text, { from: 'xml' })
  return {
    said: all.map((turn) => turn.text),
    by: all.map(({ speaker }) => speaker),
    lines: rows.map(({ position }) => position.line),
    conversations: inspection.conversations,
    bad: bad.length,
  }
}
const T = 'Therapist'
const C = 'Client'
const whole = { said: SAID, by: [T, C, T, C], conversations: 1, bad: 0 }

const TEI = (body: string) =>
  `<?xml version="1.0"?>\n<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>x</title></titleStmt></fileDesc>` +
  `<profileDesc><particDesc><person xml:id="T"><persName>Therapist</persName></person><person xml:id="C" role="Client">` +
  `<persName>Ann</persName></person></particDesc></profileDesc></teiHeader><text><body>\n${body}\n</body></text></TEI>`

describe('a document of XML', () => {
  it.each<[string, string]>([
    ['utterances of TEI', TEI(turns((text, isClient) => `<u who="#${isClient ? 'C' : 'T'}">${text}</u>`))],
    [
      'speeches of TEI, in paragraphs',
      TEI(turns((text, isClient) => `<sp><speaker>${isClient ? C : T}</speaker><p>${text}</p></sp>`)),
    ],
    [
      'turns of Transcriber',
      `<?xml version="1.0"?><!DOCTYPE Trans SYSTEM "trans-14.dtd"><Trans><Speakers><Speaker id="a" name="Therapist"/><Speaker id="b" name="Client"/></Speakers><Episode><Section>${turns((text, isClient, at) => `<Turn speaker="${isClient ? 'b' : 'a'}" startTime="${at}"><Sync time="${at}"/>\n${text}\n</Turn>`)}</Section></Episode></Trans>`,
    ],
    [
      'elements called after who speaks',
      `<chat><id>7</id>${turns((text, isClient) => (isClient ? `<Client>${text}</Client>` : `<Therapist>${text}</Therapist>`))}</chat>`,
    ],
    [
      'fields in elements',
      `<log><turns>${turns((text, isClient) => `<turn><speaker>${isClient ? C : T}</speaker><text>${text}</text></turn>`)}</turns></log>`,
    ],
    [
      'what is said in attributes',
      `<log>${turns((text, isClient) => `<message sender="${isClient ? C : T}" body="${text}"/>`)}</log>`,
    ],
    [
      'prefixes of a namespace',
      `<x:log xmlns:x="urn:x">${turns((text, isClient) => `<x:turn who="${isClient ? C : T}">${text}</x:turn>`)}</x:log>`,
    ],
    [
      'elements of other kinds between',
      `<log>${turns((text, isClient) => `<turn who="${isClient ? C : T}">${text}</turn><status>typing</status>`)}</log>`,
    ],
  ])('has %s', async (_what, document) => {
    expect(await read(document)).toMatchObject(whole)
  })

  it('has conversations that are elements, each row on its line', async () => {
    const one = (id: number) =>
      `<session id="${id}">\n${turns((text, isClient) => `<turn who="${isClient ? C : T}">${text}</turn>`)}\n</session>`
    const { conversations, lines } = await read(`<?xml version="1.0"?>\n<all>\n${one(1)}\n${one(2)}\n</all>`)
    expect([conversations, lines]).toEqual([2, [3, 9]])
  })

  it('has what a transcriber heard beside words, and words one by one', async () => {
    const body = `<u who="#T"><w>Good</w><w>morning</w><pc>.</pc></u><u who="#C">Well <vocal><desc>laughs</desc></vocal> <choice><sic>cant</sic><corr>cannot</corr></choice> say.</u>`
    expect((await read(TEI(body))).said).toEqual(['Good morning.', 'Well [laughs] cannot say.'])
  })

  it('has Communications of FHIR', async () => {
    const entry = turns(
      (text, isClient, at) =>
        `<entry><resource><Communication><id value="${at}"/><partOf><reference value="Encounter/1"/></partOf><sent value="2024-03-04T10:00:0${at}Z"/><sender><reference value="${isClient ? 'Patient' : 'Practitioner'}/1"/></sender><payload><contentString value="${text}"/></payload></Communication></resource></entry>`,
    )
    const bundle = `<Bundle xmlns="http://hl7.org/fhir"><type value="collection"/>${entry}</Bundle>`
    expect(await read(bundle)).toMatchObject({ ...whole, by: ['practitioner', 'patient', 'practitioner', 'patient'] })
  })

  it('has questions and answers of FHIR', async () => {
    const item = `<item><linkId value="1"/><text value="How do you sleep?"/><answer><valueString value="Badly."/></answer></item>`
    const { said } = await read(
      `<QuestionnaireResponse xmlns="http://hl7.org/fhir"><status value="completed"/>${item}</QuestionnaireResponse>`,
    )
    expect(said).toEqual(['How do you sleep?', 'Badly.'])
  })

  it('has text messages of a phone, with who sent them', async () => {
    const sms = turns(
      (text, isClient, at) =>
        `<sms address="+49151" date="${at}" type="${isClient ? 1 : 2}" body="${text}" contact_name="Ann" />`,
    )
    expect(await read(`<smses count="4">${sms}</smses>`)).toMatchObject({ ...whole, by: ['Me', 'Ann', 'Me', 'Ann'] })
  })

  it.each<[string, string, string]>([
    ['DocBook', '<section><title>Session 1</title>', '<para><emphasis role="strong">WHO:</emphasis> TEXT</para>'],
    ['TEI', '<div type="level1"><head>Session 1</head>', '<p><hi rendition="simple:bold">WHO:</hi> TEXT</p>'],
    ['FictionBook', '<body><title><p>Session 1</p></title>', '<p><strong>WHO:</strong> TEXT</p>'],
  ])('has paragraphs that say who speaks, as %s', async (_what, open, paragraph) => {
    const body = turns((text, isClient) => paragraph.replace('WHO', isClient ? C : T).replace('TEXT', text))
    const document = `<?xml version="1.0"?><doc><info><title>x</title></info>${open}${body}${open.replace(/^<(\w+)[\s\S]*$/, '</$1>')}</doc>`
    expect(await read(document)).toMatchObject(whole)
  })

  it('has quotes as elements', async () => {
    const said = (
      await read(
        '<?xml version="1.0"?><d><para>T: She said <quote>no</quote>.</para><para>C: So.</para><para>T: Hm.</para></d>',
      )
    ).said
    expect(said[0]).toBe('She said "no".')
  })

  it('has its own encoding', async () => {
    const document = `<?xml version="1.0" encoding="ISO-8859-1"?><log><turn who="Client">Ich möchte.</turn><turn who="Therapist">Schön.</turn></log>`
    const [text = Buffer.of()] = await textsOf(xml, Buffer.from(document, 'latin1'))
    expect(Buffer.from(text).toString()).toContain('möchte')
  })

  it('is told from lines of a chat', async () => {
    const detect = (content: string) => xml.conversion?.detect(Buffer.from(content), sourceOf(content))
    expect(await detect('<anna> Hello there\n<ben> Hi\n')).toBe(false)
    expect(await detect('<log><turn who="Client">Hi</turn></log>\n')).toBe(true)
  })
})

describe('a hostile document of XML', () => {
  const bomb = `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><x><turn who="Client">&b;</turn></x>`
  it.each([
    ['declares entities', bomb, 'own_entities'],
    ['names a file', bomb.replace('"aaaaaaaaaa"', 'SYSTEM "file:///etc/passwd"'), 'own_entities'],
    ['is cut', '<?xml version="1.0"?><log><turn who="Client">Hi', 'corrupt_document'],
    ['closes what it did not open', '<?xml version="1.0"?><log><turn>Hi</log>', 'corrupt_document'],
    ['nests too deep', `<?xml version="1.0"?>${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}`, 'nested_too_deep'],
    [
      'has kinds without end',
      `<?xml version="1.0"?><x>${Array.from({ length: 6000 }, (_, at) => `<a${at}/>`).join('')}</x>`,
      'too_many_kinds',
    ],
  ])('that %s is refused', async (_what, document, reason) => {
    await expect(textsOf(xml, document)).rejects.toMatchObject({ details: { reason } })
  })
})
