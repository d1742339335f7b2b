import { html } from '../html/index.ts'
import { json } from '../json/index.ts'
import { transcript } from '../transcript/index.ts'
import type { Format } from '../types.ts'
import { convertXml } from './convert.ts'
import { rootOf } from './root.ts'

export { parseXml, readXml, type XmlHandler } from './parse.ts'
export { rootOf } from './root.ts'

/** Outermost elements of documents that have readers of their own, or are read by none. */
const OWN_READERS = /^(?:(?:\w+:)?tt|ANNOTATION_DOCUMENT|basic-transcription|office:document(?:-content)?|sami)$/i

/**
 * XML of any kind, FHIR, TEI and Transcriber's among it: attributes and elements become fields, elements that come again
 * become lists, and the JSON that this makes is read as any other. Its lines are those of the document. Where nobody is
 * named by elements or attributes, and there are paragraphs, these are lines of a transcript.
 */
export const xml: Format = {
  name: 'xml',
  conversion: {
    async detect(beginning, source) {
      const root = await rootOf(beginning, source)
      return root !== null && !OWN_READERS.test(root) && !(await html.conversion?.detect(beginning, source))
    },
    convert: convertXml,
  },
  detect: (sample) => (/^\{\s*["}]/.test(sample.text) ? json : transcript).detect(sample),
  read: (source, reading, range, signal) =>
    (reading.settings['form'] === undefined || reading.settings['shape'] !== undefined ? json : transcript).read(
      source,
      reading,
      range,
      signal,
    ),
}
