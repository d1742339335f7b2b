import { expect, it } from '@jest/globals'
import { ingest, textsOf } from '../testing/helpers.ts'
import { rtf } from './index.ts'

async function read(body: string) {
  const [text = Buffer.of()] = await textsOf(rtf, `{\\rtf1\\ansi\\ansicpg1252${body}}`)
  const { turns } = await ingest(text, { from: 'rtf' })
  return turns.map(({ speaker, text: said }) => [speaker, said])
}

it('has letters by their code page and by their number, with what stands for them passed over', async () => {
  const body = String.raw`\pard Client: Ich m\'f6chte \'84mehr\'93 \u8212\'97 und {\uc0\u233}{\b so}.\par Therapist: Sch\'f6n.\par`
  expect(await read(body)).toEqual([
    ['Client', 'Ich möchte „mehr“ — und éso.'],
    ['Therapist', 'Schön.'],
  ])
})

it('leaves out what was deleted, notes, fields’ codes and pictures', async () => {
  const body = String.raw`\pard Client: I {\deleted never }sleep{\footnote no} {\field{\*\fldinst LINK x}{\fldrslt badly}}.{\pict 0102}\par Therapist: Go on.\par`
  expect((await read(body))[0]).toEqual(['Client', 'I sleep badly.'])
})

it('has tables of who speaks and what', async () => {
  const row = (who: string, text: string) => String.raw`\trowd\cellx1\cellx2\pard\intbl ${who}\cell ${text}\cell\row `
  const rows = [
    row('Speaker', 'Text'),
    row('Client', 'I sleep badly.'),
    row('Therapist', 'Since when?'),
    row('Client', 'May.'),
  ]
  expect(await read(`${rows.join('')}\\pard\\par`)).toEqual([
    ['Client', 'I sleep badly.'],
    ['Therapist', 'Since when?'],
    ['Client', 'May.'],
  ])
})

it('is refused where it is cut, or nested without end', async () => {
  const refusedAs = (reason: string) => ({ details: { reason } })
  await expect(textsOf(rtf, String.raw`{\rtf1\ansi Client: I sl`)).rejects.toMatchObject(refusedAs('corrupt_document'))
  await expect(textsOf(rtf, `{\\rtf1${'{'.repeat(5000)}`)).rejects.toMatchObject(refusedAs('nested_too_deep'))
})
