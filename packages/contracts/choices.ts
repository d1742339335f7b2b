import type { Recipe } from './recipe.ts'
import type { StageName } from './stages.ts'

/** One option of a stage, as its contract and the comment above it say. */
export interface StageOption {
  readonly name: string
  readonly text: string
  readonly kind: 'boolean' | 'number' | 'choice' | 'json'
  readonly choices?: readonly string[]
  readonly least?: number
  readonly most?: number
  readonly isWhole?: boolean
  /** Absent where there is none. */
  readonly usual?: unknown
}

/** What may be chosen of a run. */
export interface Choices {
  readonly options: { readonly [stage in StageName]?: readonly StageOption[] }
  readonly presets: readonly (Recipe & { name: string })[]
}
