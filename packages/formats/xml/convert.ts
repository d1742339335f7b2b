import type { ByteSource, Member, MemberProblem, UnpackLimits } from '../types.ts'
import { type Dialect, JsonWriter } from './json-writer.ts'
import { isProse, KindSurvey } from './kinds.ts'
import { readXml, type XmlHandler } from './parse.ts'
import { People } from './people.ts'
import { Prose } from './prose.ts'

/** FHIR: https://hl7.org/fhir/xml.html. Fields that may come again and that conversations are read from. */
const FHIR: Dialect = {
  lists: new Set(
    'entry payload item answer partOf inResponseTo basedOn recipient category coding identifier'.split(' '),
  ),
  value: 'value',
  type: 'resourceType',
}

/** Backups of text messages from phones: type 2 was sent, all others came from the contact. */
const MESSAGES: Dialect = {
  fields(name, attributes) {
    const { address, type, contact_name: contact = '' } = attributes
    if (name !== 'sms' || address === undefined) return attributes
    const isNamed = contact !== '' && contact !== '(Unknown)'
    return { conversation_id: address, speaker: type === '2' ? 'Me' : isNamed ? contact : address, ...attributes }
  },
}

const PLAIN: Dialect = {}

const DIALECTS: readonly (readonly [root: string, space: string | null, dialect: Dialect])[] = [
  ['', 'http://hl7.org/fhir', FHIR],
  ['smses', null, MESSAGES],
]

/** The document as JSON; it is read twice, once to see what comes again. */
export async function* convertXml(
  source: ByteSource,
  limits: UnpackLimits,
  signal: AbortSignal,
): AsyncGenerator<Member> {
  const survey = new KindSurvey(limits)
  const people = new People()
  let dialect: Dialect | undefined
  const both = {
    open(name: string, attributes: { [name: string]: string }) {
      dialect ??= dialectOf(name, attributes['xmlns'])
      survey.open(name, attributes)
      people.open(name, attributes)
    },
    text(text: string) {
      survey.text(text)
      people.text(text)
    },
    close() {
      survey.close()
      people.close()
    },
  }
  for await (const _ of readXml(source.read(), limits, both)) signal.throwIfAborted()
  const top = survey.kinds()
  if (isProse(top) && dialect === PLAIN) {
    yield { path: '', content: contentOf(source, new Prose(limits), limits, signal) }
    return
  }
  const writer = new JsonWriter(top, people, limits, dialect)
  yield { path: '', content: contentOf(source, writer, limits, signal), problems: () => problemsOf(writer) }
}

type Writer = XmlHandler & { readonly written: { take(all?: boolean): Uint8Array | null } }

async function* contentOf(
  source: ByteSource,
  writer: Writer,
  limits: UnpackLimits,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  for await (const _ of readXml(source.read(), limits, writer)) {
    signal.throwIfAborted()
    const ready = writer.written.take()
    if (ready) yield ready
  }
  const rest = writer.written.take(true)
  if (rest) yield rest
}

const problemsOf = ({ passedOver }: JsonWriter): MemberProblem[] =>
  passedOver === 0
    ? []
    : [
        {
          code: 'elements_passed_over',
          message: 'Elements stand between those in which somebody speaks, and say nothing themselves.',
          count: passedOver,
        },
      ]

const dialectOf = (root: string, space: string | undefined): Dialect =>
  DIALECTS.find(([name, own]) => (own === null ? name === root : own === space))?.[2] ?? PLAIN
