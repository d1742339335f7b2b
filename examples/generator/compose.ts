import { assignPhrasings, balancedOrder } from './assign.ts'
import { Prng } from './prng.ts'
import { Slots } from './slots.ts'
import type { Skeleton, SkeletonTurn } from './skeleton.ts'
import type { Node } from './template.ts'
import { fiveGrams, overlap } from './overlap.ts'
import type { ConversationTruth, IdentifierTruth, MentionTruth } from '../truth.ts'

/** A span inside a turn, before the turn has its place in the conversation. */
type Marked<T> = Omit<T, 'turn'>

export interface ComposedTurn {
  role: 'client' | 'therapist' | 'system'
  text: string
  crisis: boolean
  stereotype: string | null
  identifiers: Marked<IdentifierTruth>[]
  mentions: Marked<MentionTruth>[]
}

export interface Composed {
  skeleton: Skeleton
  variant: number
  client: string
  helper: string
  turns: ComposedTurn[]
}

/** Short exchanges around a session in which people say who they are and how to reach them. */
export interface Snippets {
  start: readonly Skeleton[]
  end: readonly Skeleton[]
}

const ATTEMPTS = 3
const START_SHARE = 0.6
const END_SHARE = 0.45

/** Composes variants of one skeleton; of several seeded attempts the one whose variants share least is taken. */
export function composeVariants(skeleton: Skeleton, count: number, snippets: Snippets, seed: string): Composed[] {
  let best: Composed[] = []
  let least = Infinity
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const variants = composeOnce(skeleton, count, snippets, `${seed}/${skeleton.id}/${attempt}`)
    const most = highestOverlap(variants)
    if (most < least) [best, least] = [variants, most]
  }
  return best
}

function highestOverlap(variants: readonly Composed[]): number {
  const grams = variants.map((variant) => fiveGrams(variant.turns.map((turn) => turn.text)))
  return Math.max(0, ...grams.flatMap((a, i) => grams.slice(0, i).map((b) => overlap(a, b))))
}

function composeOnce(skeleton: Skeleton, count: number, snippets: Snippets, seed: string): Composed[] {
  const starts = new Prng(`${seed}/starts`).shuffle(snippets.start.filter((snippet) => fits(snippet, skeleton)))
  const ends = new Prng(`${seed}/ends`).shuffle(snippets.end.filter((snippet) => fits(snippet, skeleton)))
  const phrasings = assignPhrasings(skeleton, count, new Prng(`${seed}/phrasings`))
  return Array.from({ length: count }, (_, variant) => {
    const prng = new Prng(`${seed}/${variant}`)
    const slots = new Slots(prng, new Prng(`${seed}/pools`), variant, skeleton.client)
    const choose = (path: string, options: number) =>
      balancedOrder(options, count, new Prng(`${seed}/${path}`))[variant]
    const turns = skeleton.turns.map((turn, i) =>
      renderTurn(turn, turn.phrasings[phrasings[variant][i]], slots, choose),
    )
    const around = (snippet: Skeleton | undefined) =>
      (snippet?.turns ?? []).map((turn) => renderTurn(turn, prng.pick(turn.phrasings), slots, choose))
    const opens = skeleton.turns[0]?.role === 'therapist' && prng.chance(START_SHARE)
    const closes = skeleton.crisis.level === 'none' && turns.at(-1)?.role === 'client' && prng.chance(END_SHARE)
    return {
      skeleton,
      variant,
      client: slots.get('client').text,
      helper: slots.get('helper').text,
      turns: [...(opens ? around(starts[variant]) : []), ...turns, ...(closes ? around(ends[variant]) : [])],
    }
  })
}

/** Formalities belong to appointments; chats have their own; nobody asks for a number plate in an emergency. */
function fits(snippet: Skeleton, { style, crisis }: Skeleton): boolean {
  if (style === 'helpline') return false
  if (style === 'text-chat') return snippet.topic === 'chat' && crisis.level === 'none'
  return snippet.topic !== 'chat'
}

function renderTurn(
  turn: SkeletonTurn,
  phrasing: readonly Node[],
  slots: Slots,
  choose: (path: string, options: number) => number,
): ComposedTurn {
  const composed: ComposedTurn = {
    role: turn.role,
    text: '',
    crisis: turn.crisis,
    stereotype: turn.stereotype,
    identifiers: [],
    mentions: [],
  }
  const append = (text: string): { start: number; end: number; text: string } => {
    const shown = startsSentence(composed.text) && !isAddress(text) ? capitalised(text) : text
    const start = codePoints(composed.text)
    composed.text += shown
    return { start, end: codePoints(composed.text), text: shown }
  }
  const walk = (nodes: readonly Node[]): void => {
    for (const node of nodes) {
      if (node.kind === 'text') composed.text += node.text
      else if (node.kind === 'choice') walk(node.options[choose(node.path, node.options.length)])
      else if (node.kind === 'mention') {
        const [start, from] = [codePoints(composed.text), composed.text.length]
        walk(node.body)
        const [end, text] = [codePoints(composed.text), composed.text.slice(from)]
        composed.mentions.push({ start, end, axis: node.axis, text })
      } else {
        const filling = slots.get(node.name)
        if (node.article) append(`${/^[aeiou]/i.test(filling.text) ? 'an' : 'a'} `)
        const { start, end, text } = append(filling.text)
        if (filling.category)
          composed.identifiers.push({ start, end, category: filling.category, kind: filling.kind!, text })
      }
    }
  }
  walk(phrasing)
  return composed
}

const codePoints = (text: string): number => Array.from(text).length

const startsSentence = (before: string): boolean => /(^|[.!?]["”]? )$/.test(before)
const isAddress = (text: string): boolean => /@|:\/\//.test(text)

/** Sentences begin with a capital, also when a slot begins them. */
const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** What a conversation's turns say of crisis, groups and identifiers. */
export function marksOf({
  turns,
  skeleton,
}: Pick<Composed, 'turns' | 'skeleton'>): Pick<
  ConversationTruth,
  'crisis' | 'stereotypes' | 'mentions' | 'identifiers'
> {
  return {
    crisis: { ...skeleton.crisis, turns: turns.flatMap(({ crisis }, turn) => (crisis ? [turn] : [])) },
    stereotypes: turns.flatMap(({ stereotype }, turn) => (stereotype ? [{ turn, axis: stereotype }] : [])),
    mentions: turns.flatMap(({ mentions }, turn) => mentions.map((mention) => ({ turn, ...mention }))),
    identifiers: turns.flatMap(({ identifiers }, turn) => identifiers.map((found) => ({ turn, ...found }))),
  }
}
