import { expect, it } from '@jest/globals'
import { ingest, textsOf } from '../testing/helpers.ts'
import { tiers } from './index.ts'

async function read(content: string) {
  const [text = Buffer.of()] = await textsOf(tiers, content)
  const { turns } = await ingest(text, { from: 'tiers' })
  return turns.map(({ speaker, text: said, time }) => [speaker, said, time])
}

it('puts what EXMARaLDA cuts at each event of others together again, and leaves out what is said about it', async () => {
  const tli = [0, 1, 2, 3].map((at) => `<tli id="T${at}" time="${at}.5"/>`).join('')
  const tier = (id: string, type: string, events: string) =>
    `<tier id="${id}${type}" speaker="${id}" category="v" type="${type}" display-name="x">${events}</tier>`
  const event = (from: number, text: string) => `<event start="T${from}" end="T${from + 1}">${text}</event>`
  const document =
    `<?xml version="1.0"?><basic-transcription><head><speakertable><speaker id="S0"><abbreviation>T</abbreviation></speaker><speaker id="S1"><abbreviation>K</abbreviation></speaker></speakertable></head><basic-body><common-timeline>${tli}</common-timeline>` +
    tier('S0', 't', event(0, 'Well, how ') + event(1, 'are you?')) +
    tier('S1', 't', event(1, 'Hm.') + event(2, 'Fine.')) +
    tier('S0', 'd', event(0, 'nods')) +
    `</basic-body></basic-transcription>`
  expect(await read(document)).toEqual([
    ['T', 'Well, how are you?', 0.5],
    ['K', 'Hm.', 1.5],
    ['K', 'Fine.', 2.5],
  ])
})

it('takes words of Praat together, and passes over their sounds', async () => {
  const words = 'so how was your week since we last met then'.split(' ')
  const interval = (text: string, at: number) => `${at}\n${at + 1}\n"${text}"\n`
  const tier = (name: string, texts: string[]) =>
    `"IntervalTier"\n"${name}"\n0\n12\n${texts.length}\n${texts.map(interval).join('')}`
  const grid = `File type = "ooTextFile"\nObject class = "TextGrid"\n\n0\n12\n<exists>\n3\n${tier('Anna - words', words)}${tier(
    'Anna - phones',
    words.map(() => 's'),
  )}${tier('Ben', ['', '', '', '', '', '', '', '', '', '', 'He said ""fine"".'])}`
  expect(await read(grid)).toEqual([
    ['Anna', words.join(' '), 0],
    ['Ben', 'He said "fine".', 10],
  ])
})
