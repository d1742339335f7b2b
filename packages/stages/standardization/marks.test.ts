import { describe, expect, it } from '@jest/globals'
import { standardText } from './text.ts'

const read = (text: string) => {
  const { text: clean, marks } = standardText(text)
  return [clean, ...marks.map(({ what, at }) => `${what} ${at}`)]
}

describe("a transcriber's marks", () => {
  it.each([
    ['I was [laughs], you know', ['I was, you know', 'laughs 5']],
    ['(crosstalk) So [inaudible 00:12] then', ['So [inaudible] then', 'crosstalk 0', 'inaudible 3']],
    ['It <unk> was [00:01:02 unintelligible]', ['It [inaudible] was [inaudible]', 'inaudible 3', 'inaudible 19']],
    ['Well *sighs* [long pause] (pause 5s) yes', ['Well yes', 'sighs 5', 'long pause 5', 'pause 5']],
    ['One.\n\n[both laugh softly]\n\nTwo.', ['One.\n\nTwo.', 'both laugh softly 6']],
    ['[Client cries quietly]', ['', 'client cries quietly 0']],
    ['&lt;laughs&gt; hi', ['hi', 'laughs 0']],
    ['[REDACTED] (a joke) [sic] *really*', ['[REDACTED] (a joke) [sic] *really*']],
  ])('of %j are kept with their places', (text, expected) => {
    expect(read(text)).toEqual(expected)
  })

  it('are found where taking one out uncovers another', () => {
    expect(standardText('[la[laughs]ughs] yes')).toMatchObject({
      text: 'yes',
      marks: [{ what: 'laughs' }, { what: 'laughs' }],
    })
  })

  it('are found in time that grows with the length of the text alone', () => {
    for (const piece of ['[laughs] a ', '[', '[inaudible] ', '[laughs', '\n[laughs]\n'])
      standardText(piece.repeat(50_000))
    expect(standardText('[laughs] a '.repeat(50_000)).marks).toHaveLength(50_000)
  })
})
