import type { Role } from '@techdeck/contracts'
import type { Document } from '../text/document.ts'
import type { Scorer } from './scorer.ts'

/** What a model reads of the words of a field. Words themselves are always read. */
export interface FieldOptions {
  /** Neighbouring words; the borders of each range count as words. */
  readonly pairs?: boolean
  /** Shortest and longest run of letters within a word, its borders among them. */
  readonly letters?: readonly [shortest: number, longest: number]
  /** How many words at the start and at the end are read again with their place. */
  readonly first?: number
  readonly last?: number
  /** Reads the vectors of words too, so that words that were not seen count by those that are like them: their weight beside words, such as 0.2. */
  readonly vectors?: number
  /** Counts each distinct word and pair once: for long texts. */
  readonly once?: boolean
}

/** `words`: by what stands around words in much text. `meanings`: by what a model of sentences makes of a word. */
export type VectorsName = 'words' | 'meanings'

/** Kinds of features: of each field (`places`: words with their place), and those that stand beside the fields. */
export const FAMILIES = ['words', 'letters', 'pairs', 'places', 'dense', 'vectors'] as const
export type Family = (typeof FAMILIES)[number]
const HASHED = FAMILIES.slice(0, 4)
/** Learnt from apart: what is said, and what is like it. */
export const APART: readonly (readonly Family[])[] = [HASHED, ['dense', 'vectors']]
/** The same, beside what learns from all. */
export const APART_AND_TOGETHER: readonly (readonly Family[])[] = [FAMILIES, ...APART]

/** Tokens `from` (inclusive) to `to` (exclusive) of a document. */
export type Range = readonly [from: number, to: number]

/** One case to be judged: which tokens stand in each field (none is a value of its own), and the dense features. */
export interface ModelInput<F extends string = string> {
  readonly document: Document
  readonly fields: Readonly<Record<F, readonly Range[]>>
  /** In the order of the definition's `dense`. */
  readonly dense?: ArrayLike<number>
}

export type Row = Record<string, any> & { id: string }

/** A labelled case. Cases with one group are never on both sides of a split. */
export interface Example<F extends string = string> {
  readonly id: string
  readonly group: string
  /** One class, or for kind `many` all that apply. */
  readonly label: string | readonly string[]
  readonly input: ModelInput<F>
  /**
   * The id of the case that this one is compared with, for `binary`: what is learnt is the difference of the two. Both
   * name each other, with opposite labels.
   */
  readonly against?: string
  /** Slice for the card, such as the kind of session. */
  readonly slice?: string
}

/** What training knows beside the rows. */
export interface TrainingContext {
  /**
   * Probabilities of another model for cases of its own, by their ids: by models that have not seen the case's group
   * where the case is one to train with.
   */
  predictions(model: AnyModel): ReadonlyMap<string, Float32Array>
  /** Another model, trained: for cases that it was not trained with. */
  scorer<F extends string, C extends string>(model: ModelDefinition<F, C>): Scorer<F, C>
}

export interface ModelData<F extends string = string> {
  /** Files under the data folder, without ending, with their terms. */
  readonly files: readonly { readonly file: string; readonly licence: string }[]
  /** The labelled cases in the rows of each file. Reads nothing else. */
  examples(rows: Readonly<Record<string, readonly Row[]>>, context: TrainingContext): Example<F>[]
  /** What is maximised when the penalty and the decision are chosen. */
  readonly goal: 'accuracy' | 'macro_f1' | 'roc_auc'
  /** Whether each class counts the same in sum, or each case; true where not said. */
  readonly balanced?: boolean
  /** What one wrong call of each class costs, for `binary`: a decision for the second class is right from false / (false + missed) on. */
  readonly cost?: { readonly false: number; readonly missed: number }
  /** Words and pairs that fewer cases have are not learnt; 2 where not said. */
  readonly rarest?: number
  /** Most features that are kept; 60,000 where not said. */
  readonly limit?: number
  /** Strengths of the penalty to choose from, from strong to weak; a wide range where not said. */
  readonly penalties?: readonly number[]
  /**
   * Families of features that are learnt from apart, each part with a penalty of its own; the scores of all parts,
   * standardised, are added up. All at once where not said.
   */
  readonly experts?: readonly (readonly Family[])[]
  /** Whether a word counts the same however few cases have it, rather than the more the rarer it is. */
  readonly evenly?: boolean
  readonly intendedUse: string
  readonly knownFailures: readonly string[]
}

/**
 * A model: what it reads, what it says, and what it is trained with. Stands beside its detector; training and runtime
 * read the same definition.
 *
 * - `one`: one of the classes.
 * - `binary`: two classes; scores are of the second.
 * - `many`: any of the classes.
 */
export interface ModelDefinition<F extends string = string, C extends string = string> {
  /** In kebab-case; the name of its files. */
  readonly name: string
  /** `research`: weights from data that must not be used commercially; off by default. */
  readonly pack: 'core' | 'research'
  readonly kind: 'one' | 'binary' | 'many'
  readonly classes: readonly C[]
  readonly fields: Readonly<Record<F, FieldOptions>>
  readonly dense?: readonly string[]
  /** The weight of each dense feature beside a field of words; 0.5 where not said. */
  readonly denseWeight?: number
  /** Which vectors the fields that read any read; `words` where not said. */
  readonly vectors?: VectorsName
  /** Features are hashed into 2^bits places; 18 where not said. */
  readonly bits?: number
  readonly data: ModelData<F>
}

export type AnyModel = ModelDefinition<any, any>

export const defineModel = <F extends string, C extends string>(
  definition: ModelDefinition<F, C>,
): ModelDefinition<F, C> => definition

/** How many scores a model computes. */
export const outputsOf = ({ kind, classes }: AnyModel): number => (kind === 'binary' ? 1 : classes.length)

export const bitsOf = ({ bits = 18 }: AnyModel): number => bits

/** The tokens of one turn, by its place in the conversation. */
export const turnRange = ({ turnStart }: Document, turn: number): Range => [turnStart[turn], turnStart[turn + 1]]

/** The places of the turns of a role. */
export function turnsOf({ turns }: Document, role: Role): number[] {
  const places: number[] = []
  for (let turn = 0; turn < turns.length; turn++) if (turns[turn].role === role) places.push(turn)
  return places
}

/** The tokens of all turns, or of those of one role. */
export function turnRanges(document: Document, role?: Role): Range[] {
  const ranges: Range[] = []
  for (let turn = 0; turn < document.turns.length; turn++)
    if (role === undefined || document.turns[turn].role === role) ranges.push(turnRange(document, turn))
  return ranges
}
