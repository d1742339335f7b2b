import { expect, it } from '@jest/globals'
import { ingest, textsOf } from '../testing/helpers.ts'
import { ttml } from './index.ts'

it('says who speaks by agents, counts frames, and begins where the elements around begin', async () => {
  const document = `<?xml version="1.0"?><tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" xml:lang="en" ttp:frameRate="25">
<head><metadata><ttm:agent xml:id="a" type="person"><ttm:name type="full">Therapist</ttm:name></ttm:agent><ttm:agent xml:id="b" type="person"><ttm:name>Client</ttm:name></ttm:agent></metadata></head>
<body><div begin="10s"><p begin="00:00:01:05" end="2s" ttm:agent="a">Good <span>morning</span>,<br/>Ann.</p><p begin="3500ms" dur="1s" ttm:agent="b">Hi &lt;sighs&gt;</p></div></body></tt>`
  const [text = Buffer.of()] = await textsOf(ttml, document)
  const { turns } = await ingest(text, { from: 'ttml' })
  expect(turns.map(({ speaker, text: said, time }) => [speaker, said, time])).toEqual([
    ['Therapist', 'Good morning,\nAnn.', 11.2],
    ['Client', 'Hi <sighs>', 13.5],
  ])
})
