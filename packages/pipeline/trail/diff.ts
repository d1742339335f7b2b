import {
  STAGES,
  addDiffs,
  emptyDiff,
  type Change,
  type ChangedConversation,
  type Passport,
  type RunDiff,
  type SettingDifference,
  type StageName,
} from '@techdeck/contracts'

type Side = NonNullable<ChangedConversation['a']>
type Label = string | number

/** Compares passports of two runs pair by pair and sums up what differs. It holds sums alone. */
export class DiffTally {
  readonly #differences: readonly SettingDifference[]
  #diff = emptyDiff()

  constructor(differences: readonly SettingDifference[]) {
    this.#differences = differences
  }

  get diff(): RunDiff {
    return this.#diff
  }

  /** What differs of one conversation, `null` when nothing does. Either may be missing, but not both. */
  add(a: Passport | null, b: Passport | null): ChangedConversation | null {
    const part = emptyDiff()
    const changes = changesOf(a, b)
    part.out = { a: isOut(a) ? 1 : 0, b: isOut(b) ? 1 : 0 }
    if (changes.length === 0) part.same = 1
    for (const { change, stage, reason } of changes) {
      part.counts[change] = 1
      part.causes.push({
        change,
        stage,
        count: 1,
        because: this.#because(stage),
        ...(reason !== undefined && { reason }),
      })
    }
    const [was, is] = [scoreOf(a), scoreOf(b)]
    if (was !== undefined && is !== undefined && was !== is)
      part.score = { rose: is > was ? 1 : 0, sum: Math.round((is - was) * 1e4) / 1e4 }
    this.#diff = addDiffs(this.#diff, part)
    if (changes.length === 0) return null
    const { conversation_id: id, source } = (b?.conversation_id ? b : a)!
    const labels = changedLabels(a, b)
    return {
      conversation_id: id ?? '',
      source,
      changes: changes.map(({ change }) => change),
      a: sideOf(a),
      b: sideOf(b),
      ...(labels.length > 0 && {
        labels: Object.fromEntries(labels.map(({ name, was: of, is: now }) => [name, [of, now]])),
      }),
    }
  }

  #because(stage: StageName): string[] {
    for (let at = STAGES.indexOf(stage); at >= 0; at--) {
      const own = this.#differences.filter((difference) => difference.stage === STAGES[at])
      if (own.length > 0) return own.map(({ stage: where, name }) => `${where}.${name}`)
    }
    return []
  }
}

/** Pairs the passports of one shard of two runs by conversation, in the order of the first; rows that became none are left out. */
export function* pairsOf(a: readonly Passport[], b: readonly Passport[]): Iterable<[Passport | null, Passport | null]> {
  const others = new Map(
    b.flatMap((passport) => (passport.conversation_id ? [[passport.conversation_id, passport]] : [])),
  )
  const rows = new Map(a.flatMap((passport) => (passport.conversation_id ? [] : [[placeOf(passport), passport]])))
  for (const passport of a) {
    if (passport.conversation_id === null) continue
    const other = others.get(passport.conversation_id)
    others.delete(passport.conversation_id)
    yield [passport, other ?? null]
  }
  // What was a row that could not be read may have been mended.
  for (const other of others.values()) yield [rows.get(placeOf(other)) ?? null, other]
}

const placeOf = ({ source }: Passport): string => `${source.file}:${source.byte_offset}`

interface Found {
  change: Change
  stage: StageName
  reason?: string | undefined
}

function changesOf(a: Passport | null, b: Passport | null): Found[] {
  const found: Found[] = []
  const [wasOut, isOutNow] = [isOut(a), isOut(b)]
  const first = STAGES[0]
  if (!wasOut && isOutNow) found.push({ change: 'entered', stage: a?.fate.stage ?? first, reason: a?.fate.reason })
  else if (wasOut && !isOutNow) found.push({ change: 'left', stage: b?.fate.stage ?? first, reason: b?.fate.reason })
  else if (!wasOut && (a?.fate.stage !== b?.fate.stage || a?.fate.reason !== b?.fate.reason)) {
    const { stage = first, reason } = earlier(a?.fate, b?.fate)
    found.push({ change: 'moved', stage, reason })
  }
  const [was, is] = [scored(a), scored(b)]
  if (was && is && was.score !== is.score) found.push({ change: 'score', stage: is.stage })
  const [label] = changedLabels(a, b)
  if (label) found.push({ change: 'label', stage: label.stage })
  if (wasOut && isOutNow && splitOf(a) !== splitOf(b)) found.push({ change: 'split', stage: b!.fate.stage })
  return found
}

/** Of two fates that differ, the one that came first. */
const earlier = (a?: Passport['fate'], b?: Passport['fate']): Partial<Passport['fate']> =>
  a && (!b || STAGES.indexOf(a.stage) <= STAGES.indexOf(b.stage)) ? a : (b ?? {})

const isOut = (passport: Passport | null): boolean =>
  passport !== null && (passport.fate.outcome === 'exported' || passport.fate.outcome === 'kept')

/** The overall score, and who gave it. */
function scored(passport: Passport | null): { stage: StageName; score: number } | undefined {
  const step = passport?.steps.findLast(({ scores }) => scores?.['overall'] !== undefined)
  return step && { stage: step.stage, score: step.scores!['overall'] }
}
const scoreOf = (passport: Passport | null): number | undefined => scored(passport)?.score
const splitOf = (passport: Passport | null): string | undefined => passport?.steps.at(-1)?.split

/** Labels of stages that saw the conversation in both runs. */
function changedLabels(
  a: Passport | null,
  b: Passport | null,
): { stage: StageName; name: string; was: Label | null; is: Label | null }[] {
  return (a?.steps ?? []).flatMap(({ stage, labels }) => {
    const others = b?.steps.find((step) => step.stage === stage)?.labels
    if (!labels || !others) return []
    const names = new Set([...Object.keys(labels), ...Object.keys(others)])
    return [...names]
      .filter((name) => labels[name] !== others[name])
      .map((name) => ({ stage, name, was: labels[name] ?? null, is: others[name] ?? null }))
  })
}

function sideOf(passport: Passport | null): Side | null {
  if (passport === null) return null
  const { outcome, stage, reason } = passport.fate
  const [score, split] = [scoreOf(passport), splitOf(passport)]
  return {
    outcome,
    stage,
    ...(reason !== undefined && { reason }),
    ...(score !== undefined && { score }),
    ...(split !== undefined && { split }),
  }
}

/**
 * Pairs the passports of two runs that stand in about the same order, as they are read: what is held is only what one
 * side has and the other has not shown yet.
 */
export async function* pairStreams(
  a: AsyncIterable<Passport>,
  b: AsyncIterable<Passport>,
): AsyncIterable<[Passport | null, Passport | null]> {
  const [ofA, ofB] = [a[Symbol.asyncIterator](), b[Symbol.asyncIterator]()]
  const [waitingA, waitingB] = [new Map<string, Passport>(), new Map<string, Passport>()]
  const rows = new Map<string, Passport>()
  for (;;) {
    const [nextA, nextB] = await Promise.all([ofA.next(), ofB.next()])
    if (nextA.done && nextB.done) break
    if (!nextA.done) {
      const { conversation_id: id } = nextA.value
      if (id === null) rows.set(placeOf(nextA.value), nextA.value)
      else if (waitingB.has(id)) {
        yield [nextA.value, waitingB.get(id)!]
        waitingB.delete(id)
      } else waitingA.set(id, nextA.value)
    }
    if (!nextB.done && nextB.value.conversation_id !== null) {
      const id = nextB.value.conversation_id
      if (waitingA.has(id)) {
        yield [waitingA.get(id)!, nextB.value]
        waitingA.delete(id)
      } else waitingB.set(id, nextB.value)
    }
  }
  for (const passport of waitingA.values()) yield [passport, null]
  for (const passport of waitingB.values()) yield [rows.get(placeOf(passport)) ?? null, passport]
}
