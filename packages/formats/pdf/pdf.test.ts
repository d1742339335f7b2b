import { describe, expect, it } from '@jest/globals'
import { inspect, LIMITS, never, readAll, sourceOf, textsOf } from '../testing/helpers.ts'
import { pdf } from './index.ts'
import { writePdf } from './testing/write-pdf.ts'

const textOf = async (content: Uint8Array): Promise<string> =>
  Buffer.from((await textsOf(pdf, content))[0] ?? '').toString()
const reasonOf = (content: Uint8Array) =>
  textOf(content).then(
    () => null,
    (error: { details?: { reason?: string } }) => error.details?.reason,
  )
const long = (words: string): string => `${words} `.repeat(40).slice(0, 120).trim()

describe('PDFs', () => {
  it('join lines that the margin broke, and keep those that begin a turn', async () => {
    const first = long('Client: and so on')
    expect(
      await textOf(writePdf([first, 'to the end.', 'Therapist: Yes.', long('Client: so'), 'Therapist: No.'])),
    ).toBe(`${first} to the end.\nTherapist: Yes.\n${long('Client: so')}\nTherapist: No.\n`)
  })

  it('lose headers and footers of pages', async () => {
    const lines = Array.from({ length: 160 }, (_, line) => {
      if (line % 40 === 0) return `Clinic North, ${1 + line / 40} of 4`
      if (line % 40 === 39) return 'Confidential'
      return `${line % 2 ? 'Client' : 'Therapist'}: This is line ${line}.`
    })
    const [text = Buffer.of()] = await textsOf(pdf, writePdf(lines))
    const { reading, turns } = await inspect(text, { from: 'pdf' })
    expect(turns).toBe(152)
    const said = (await readAll(text, reading)).flatMap(({ row }) => row?.turns.map((turn) => turn.text) ?? [])
    expect(said.filter((each) => !/^This is line \d+\.$/.test(each))).toEqual([])
  })

  it('with a column for each side go on from one to the other as both do, over pages', async () => {
    const first = [
      'Study 7',
      'Therapist\tClient',
      'How are you?',
      '',
      '\tNot so well,',
      '\tto be honest.',
      '',
      'I see.\tYes.',
    ]
    const lines = [...first, ...Array.from({ length: 40 - first.length }, () => ''), 'Study 7', 'And now?\tBetter.']
    expect(await textOf(writePdf(lines))).toBe(
      'Study 7\nTherapist: How are you?\nClient: Not so well, to be honest.\nTherapist: I see.\nClient: Yes.\n' +
        '\fStudy 7\nTherapist: And now?\nClient: Better.\n',
    )
  })

  it('with a table of speakers and what they say are read row by row', async () => {
    const rows = ['Dr. Weber\tHow are you?', 'Marcus\tNot so well.', 'Dr. Weber\tSince when?', 'Marcus\tFor years.']
    const [text = Buffer.of()] = await textsOf(pdf, writePdf(['Speaker\tText', ...rows]))
    const { reading } = await inspect(text, { from: 'pdf' })
    const turns = (await readAll(text, reading)).flatMap(({ row }) => row?.turns ?? [])
    expect(turns.map((turn) => `${turn.speaker}\t${turn.text}`)).toEqual(rows)
  })

  it('are refused where they hold no text, are damaged, or unpack too far', async () => {
    expect(await reasonOf(writePdf(['']))).toBe('no_text')
    expect(await reasonOf(Buffer.from('%PDF-1.7\nnothing of the kind'))).toBe('damaged_pdf')
    const nested =
      '%PDF-1.4\n1 0 obj\n<< /Filter [/FlateDecode /FlateDecode] /Length 4 >>\nstream\nabcd\nendstream\nendobj\n'
    expect(await reasonOf(Buffer.from(nested))).toBe('expansion_limit')
  })

  it('are refused where they are larger than what is read at once, before a byte of them is', async () => {
    const source = { ...sourceOf(''), size: 65 * 1024 * 1024 }
    const convert = async () => {
      for await (const { content } of pdf.conversion?.convert(source, LIMITS, never) ?? [])
        for await (const _ of content);
    }
    await expect(convert()).rejects.toMatchObject({ details: { reason: 'pdf_too_large' } })
  })
})
