import { byConvention, CONVENTIONS, normalName } from '../columns/index.ts'
import { isKnownRole } from '../roles/index.ts'
import { passed } from '../refused.ts'
import type { UnpackLimits } from '../types.ts'
import { xmlRefused } from './errors.ts'
import type { XmlHandler } from './parse.ts'

/** Places in a document that are told apart. */
/** Elements of running text, as TEI, DocBook, XHTML and subtitles call them. */
const RUNNING = new Set(
  `p para paragraph l lg line ab seg s w pc c span div br lb b i em hi emph emphasis strong font a ref foreign unclear del
    add choice sic corr orig reg abbr expan q quote said pause vocal incident kinesic gap shift anchor stage note desc
    phrase simpara sync event who comment background mark sub sup tt code`.split(/\s+/),
)
/** Attributes that say how something looks, or what it is called. */
const LOOKS = new Set('rend rendition style class space lang id n type base part role'.split(' '))

/**
 * All elements of a document that are reached by the same names: what they hold, and how that is told as JSON.
 * `none`: nothing but attributes or text; `text`: running text, whatever is in it; `fields`: elements, each a field;
 * `turns`: elements that are called after who speaks; `mixed`: elements of several kinds, in their order.
 */
export interface Kind {
  readonly name: string
  readonly children: Map<string, Kind>
  readonly attributes: Set<string>
  count: number
  /** Most elements of this kind in one element around. */
  most: number
  hasText: boolean
  /** Elements of one name go on behind those of another. */
  isInterleaved: boolean
  /** Characters of its text, in all. */
  length: number
  holds: 'none' | 'text' | 'fields' | 'turns' | 'mixed'
  /** Fields of running text that together are what somebody says. */
  said: ReadonlySet<string>
  /** Of `mixed`: the elements that count; the others say nothing. */
  main: string
}

const kind = (name: string): Kind => ({
  name,
  children: new Map(),
  attributes: new Set(),
  count: 0,
  most: 0,
  hasText: false,
  isInterleaved: false,
  length: 0,
  holds: 'none',
  said: new Set(),
  main: '',
})

/** Looks at all of a document once, and tells what kinds of elements it has. */
export class KindSurvey implements XmlHandler {
  readonly #top = kind('')
  readonly #open: { kind: Kind; counts: Map<string, number>; last: string }[] = [
    { kind: this.#top, counts: new Map(), last: '' },
  ]
  #kinds = 0
  readonly #limits: UnpackLimits

  constructor(limits: UnpackLimits) {
    this.#limits = limits
  }

  open(name: string, attributes: { [name: string]: string }): void {
    const around = this.#open[this.#open.length - 1]
    let own = around.kind.children.get(name)
    if (!own) {
      own = kind(name)
      around.kind.children.set(name, own)
      if (++this.#kinds > this.#limits.maxKinds) throw xmlRefused('too_many_kinds', passed('maxKinds', this.#limits))
    }
    own.count++
    const count = (around.counts.get(name) ?? 0) + 1
    around.counts.set(name, count)
    if (count > own.most) own.most = count
    if (count > 1 && around.last !== name) around.kind.isInterleaved = true
    around.last = name
    for (const attribute in attributes)
      if (own.attributes.size < 200 && isField(attribute, attributes[attribute])) own.attributes.add(attribute)
    this.#open.push({ kind: own, counts: new Map(), last: '' })
  }

  text(text: string): void {
    const said = text.trim()
    if (said === '') return
    const own = this.#open[this.#open.length - 1].kind
    own.hasText = true
    own.length += said.length
  }

  close(): void {
    this.#open.pop()
  }

  /** The outermost element. */
  kinds(): Kind {
    const [root] = this.#top.children.values()
    if (!root) throw xmlRefused('corrupt_document')
    decide(root)
    return root
  }
}

/** Whether an attribute says something: no namespace, no hint for programs, no type of a value. */
export const isField = (name: string, value: string): boolean =>
  !NO_FIELDS.has(name) && !((name === 'type' || name === 'nil' || name === 'null') && TYPES.test(value))

const NO_FIELDS = new Set(['xmlns', 'schemaLocation', 'noNamespaceSchemaLocation', 'space'])
const TYPES =
  /^(?:xsd?:)?(?:str|string|text|int|integer|long|float|double|decimal|number|bool|boolean|dict|list|array|object|null|none|date|time|datetime|dateTime|true|false)$/

/** Whether elements say who speaks, by what they have. */
export const namesSpeaker = ({ name, attributes, children }: Kind): boolean =>
  // In running text, a role is one of how it looks.
  RUNNING.has(name.toLowerCase())
    ? attributes.has('who') || attributes.has('speaker')
    : byConvention([...attributes, ...children.keys()], CONVENTIONS.speaker) !== undefined

/** Whether a document is one of paragraphs, in which no element or attribute says who speaks. */
export const isProse = (top: Kind): boolean => {
  const all = kindsIn(top)
  const paragraphs = all.filter(({ name }) => /^(?:p|para|simpara|paragraph|outline)$/i.test(name))
  return (
    paragraphs.reduce((sum, { count }) => sum + count, 0) > 1 &&
    !isTurnLike(top) &&
    !all.some(({ holds }) => holds === 'turns')
  )
}

const kindsIn = (own: Kind): Kind[] => [own, ...[...own.children.values()].flatMap(kindsIn)]

const isTurnLike = (own: Kind): boolean =>
  (namesSpeaker(own) && (own.hasText || own.children.size > 0 || own.attributes.size > 1)) ||
  [...own.children.values()].some(isTurnLike)

function decide(own: Kind): void {
  const children = [...own.children.values()]
  if (children.length === 0) return
  const holdsTurns = children.some(isTurnLike)
  if (!holdsTurns && (own.hasText || children.every(isRunning))) {
    own.holds = 'text'
    return
  }
  for (const child of children) decide(child)
  const roles = children.filter(({ name, hasText, holds }) => isKnownRole(name) && (hasText || holds === 'text'))
  const counted = roles.reduce((sum, { count }) => sum + count, 0)
  if (roles.length >= 2 && counted >= 2 && own.isInterleaved) {
    own.holds = 'turns'
    return
  }
  const said = children.filter((child) => RUNNING.has(child.name.toLowerCase()) && isRunning(child))
  const isNamed = byConvention(
    [...own.attributes, ...children.filter((child) => !said.includes(child)).map(({ name }) => name)],
    CONVENTIONS.speaker,
  )
  if (said.length > 0 && isNamed !== undefined) own.said = new Set(said.map(({ name }) => name))
  const others = children.filter(({ name }) => !own.said.has(name))
  if (own.isInterleaved && others.some(({ most }) => most > 1) && others.length > 1) {
    own.holds = 'mixed'
    own.main = others.toSorted((a, b) => weight(b) - weight(a))[0].name
  } else own.holds = 'fields'
}

/** How much of what is said stands in elements: those that name who speaks count for more. */
const weight = (own: Kind): number => allText(own) * (isTurnLike(own) ? 10 : 1) + own.count

const allText = (own: Kind): number =>
  [...own.children.values()].reduce(
    (sum, child) => sum + allText(child),
    own.length + (own.attributes.size > 2 ? 1 : 0),
  )

const isRunning = (own: Kind): boolean =>
  RUNNING.has(own.name.toLowerCase()) &&
  [...own.attributes].every((name) => LOOKS.has(name) || !own.hasText || normalName(name) === 'desc') &&
  [...own.children.values()].every(isRunning)
