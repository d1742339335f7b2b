import type { Json, JsonObject } from '@techdeck/contracts'
import type { RawTurn } from '../../types.ts'
import { isObject } from '../../turns/index.ts'
import { asText } from '../../turns/index.ts'
import type { Content, KnownShape } from './known.ts'

/**
 * An entry of a FHIR bundle, or a resource by itself. Communications are turns of the conversation that they are part
 * of, or that belongs to their encounter; a questionnaire's response is a conversation of its questions and answers.
 * All other resources say nothing.
 */
export const fhir: KnownShape = {
  name: 'fhir',
  saw: 'FHIR resources',
  is: (object) =>
    typeof resourceOf(object)['resourceType'] === 'string' && resourceOf(object)['resourceType'] !== 'Bundle',

  read(object) {
    const resource = resourceOf(object)
    if (resource['resourceType'] === 'Communication') return communication(resource, object)
    if (resource['resourceType'] === 'QuestionnaireResponse') return questionnaire(resource)
    return { turns: [], metadata: {}, labels: {} }
  },
}

const resourceOf = (object: JsonObject): JsonObject => (isObject(object['resource']) ? object['resource'] : object)

function communication(resource: JsonObject, entry: JsonObject): Content {
  const { sender, sent, received, language } = resource
  const text = listOf(resource['payload'])
    .map(payloadText)
    .filter((part) => part !== '')
    .join('\n')
  const time = asText(sent) ?? asText(received)
  const speaker = personOf(sender)
  const own = asText(entry['fullUrl']) ?? `Communication/${asText(resource['id']) ?? ''}`
  const key =
    referenceIn(resource['partOf']) ??
    referenceIn(resource['encounter']) ??
    referenceIn(resource['inResponseTo']) ??
    own
  const turn: RawTurn = { text, ...(speaker !== undefined && { speaker }), ...(time !== undefined && { time }) }
  return {
    key,
    turns: text.trim() === '' ? [] : [turn],
    ...(typeof language === 'string' && { language }),
    ...(time !== undefined && { order: time }),
    metadata: metadataOf(resource),
    labels: {},
  }
}

/** R4 has the text in `contentString`, R5 in a CodeableConcept; an attachment may carry plain text. */
function payloadText(payload: Json): string {
  if (!isObject(payload)) return ''
  const { contentString, contentCodeableConcept: concept, contentAttachment: attachment } = payload
  if (typeof contentString === 'string') return contentString
  if (isObject(concept)) return asText(concept['text']) ?? ''
  if (
    isObject(attachment) &&
    (asText(attachment['contentType']) ?? '').startsWith('text/plain') &&
    typeof attachment['data'] === 'string'
  )
    return Buffer.from(attachment['data'], 'base64').toString('utf8')
  return ''
}

/** The role that a reference's type says goes before the person's name: names say nothing of who helps. */
function personOf(reference: Json | undefined): string | undefined {
  if (!isObject(reference)) return undefined
  const target = asText(reference['reference']) ?? ''
  const type = asText(reference['type']) ?? /(?:^|\/)([A-Z][A-Za-z]+)\/[^/]+$/.exec(target)?.[1]
  return ROLES.get(type ?? '') ?? asText(reference['display']) ?? (target === '' ? undefined : target)
}

const ROLES = new Map([
  ['Patient', 'patient'],
  ['RelatedPerson', 'family'],
  ['Practitioner', 'practitioner'],
  ['PractitionerRole', 'practitioner'],
  ['CareTeam', 'practitioner'],
  ['Organization', 'practitioner'],
  ['Device', 'assistant'],
])

function questionnaire(resource: JsonObject): Content {
  const turns: RawTurn[] = []
  addItems(resource['item'], turns, 0)
  const { authored, questionnaire: of, language } = resource
  const metadata = {
    ...metadataOf(resource),
    ...(of !== undefined && { questionnaire: of }),
    ...(authored !== undefined && { authored }),
  }
  return { turns, ...(typeof language === 'string' && { language }), metadata, labels: {} }
}

/** A group's heading is no question: only what has an answer is. */
function addItems(items: Json | undefined, turns: RawTurn[], depth: number): void {
  if (depth > 20) return
  for (const item of listOf(items)) {
    if (!isObject(item)) continue
    const answers = listOf(item['answer'])
    const given = answers.map(answerText).filter((text) => text !== '')
    const question = asText(item['text']) ?? asText(item['linkId']) ?? ''
    if (given.length > 0)
      turns.push({ speaker: 'practitioner', text: question }, { speaker: 'patient', text: given.join(', ') })
    for (const answer of answers) if (isObject(answer)) addItems(answer['item'], turns, depth + 1)
    addItems(item['item'], turns, depth + 1)
  }
}

function answerText(answer: Json): string {
  if (!isObject(answer)) return ''
  const name = Object.keys(answer).find((field) => field.startsWith('value'))
  const value = name === undefined ? undefined : answer[name]
  if (!isObject(value)) return typeof value === 'boolean' ? (value ? 'yes' : 'no') : (asText(value) ?? '')
  const { display, text, code, value: quantity, unit } = value
  if (quantity !== undefined) return [asText(quantity), asText(unit)].filter(Boolean).join(' ')
  return asText(display) ?? asText(text) ?? asText(code) ?? ''
}

function metadataOf({ id, resourceType, status, topic, category, encounter, meta: _meta }: JsonObject): JsonObject {
  const metadata: JsonObject = {}
  for (const [name, value] of Object.entries({
    resourceType,
    ...(resourceType !== 'Communication' && { id }),
    status,
    topic,
    category,
    encounter,
  }))
    if (value !== undefined) metadata[name] = value
  return metadata
}

const listOf = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : [])

function referenceIn(value: Json | undefined): string | undefined {
  const [first] = Array.isArray(value) ? value : [value]
  return isObject(first) ? asText(first['reference']) : undefined
}
