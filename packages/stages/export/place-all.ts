import type { FinishResult, Loss } from '../definition.ts'
import { round } from '../figures.ts'
import { filler } from './blanks.ts'
import type { ExportContext } from './manifest.ts'
import type { Place } from './places.ts'
import { Placing } from './placing.ts'
import { summary, type ExportSummary, type RecordFigures } from './summary.ts'

/** The section of what shards say of places. */
export const PLACES = 'places'
export type Held = Place & { id: string; position: Loss['position']; figures: RecordFigures }

/** Where every conversation went. */
export interface Places {
  readonly figures: ExportSummary
  readonly splits: readonly (string | undefined)[]
  readonly dropped: NonNullable<FinishResult['dropped']>
  /** Of each conversation that stays, in shard order, where it went; absent where nothing was decided. */
  placed?(): AsyncIterable<{ shard: number; id: string; split?: string }>
  countOf(split: string | undefined): number
  /** The part of the conversation at this place, counted over all shards; `null` where it is not in this split. */
  filled(at: number, split: string | undefined, part: Uint8Array): Uint8Array | null
}

/** All conversations stay, in one file a format. */
export const placesAsTheyAre = ({ summary: figures }: ExportContext): Places => ({
  figures,
  splits: [undefined],
  dropped: [],
  countOf: () => figures.conversations,
  filled: (_at, _split, part) => part,
})

const LEFT_OUT = 255

/** Places all conversations in order of their source. About ten bytes of each are held, and what {@link Placing} holds. */
export async function placeAll({ options, section, dataset, signal, records }: ExportContext): Promise<Places> {
  const names = options.splits ? Object.keys(options.splits).toSorted() : []
  const placing = new Placing(options)
  const sides = new Uint8Array(records.out)
  const values = new Map<string, number>()
  const valueOf: string[] = []
  const dropped: Places['dropped'][number][] = []
  const figures = summary.empty()
  const counts = new Map<string, number>()
  let at = 0
  for await (const { shard, ordinal, item } of section(PLACES)) {
    signal.throwIfAborted()
    const held = item as Held
    const placed = placing.place(held)
    if (placed.leftOut !== undefined) {
      const loss: Loss = { kind: 'rejected', reason: placed.leftOut, id: held.id, position: held.position }
      dropped.push({ shard, ordinal, loss })
      sides[at++] = LEFT_OUT
      continue
    }
    sides[at++] = placed.split === undefined ? 0 : names.indexOf(placed.split)
    if (held.weigh !== undefined) {
      valueOf[at - 1] = held.weigh
      counts.set(held.weigh, (counts.get(held.weigh) ?? 0) + 1)
    }
    summary.add(figures, {
      note: { id: held.id },
      figures: held.figures,
      ...(placed.split !== undefined && { split: placed.split }),
    })
  }
  for (const [value, count] of counts)
    values.set(value, weightOf(options.weights?.values, value, count, counts.size, figures))
  const fill = filler(dataset.sha256)
  return {
    figures,
    splits: names.length > 0 ? names : [undefined],
    dropped,
    async *placed() {
      let place = 0
      for await (const { shard, item } of section(PLACES)) {
        const side = sides[place++]
        const { id } = item as Held
        if (side !== LEFT_OUT) yield { shard, id, ...(names.length > 0 && { split: names[side] }) }
      }
    },
    countOf: (split) => (split === undefined ? figures.conversations : (figures.splits[split] ?? 0)),
    filled(place, split, part) {
      const side = sides[place]
      if (side === LEFT_OUT || (split !== undefined && names[side] !== split)) return null
      return fill(part, split, options.weights ? (values.get(valueOf[place] ?? '') ?? 1) : undefined)
    },
  }
}

/** Given, or such that all values together weigh the same and the mean is 1. */
const weightOf = (
  given: { readonly [value: string]: number } | undefined,
  value: string,
  count: number,
  distinct: number,
  { conversations }: ExportSummary,
): number => (given ? (given[value] ?? 1) : round(conversations / (distinct * count), 6))
