import { EVENT_NAMES } from './event-names.ts'
import { STAGES, type StageName } from './stages.ts'

/** What is told without a number: of progress and uploads only the newest counts. */
export const UNNUMBERED_EVENTS = ['progress.update', 'dataset.upload_progress', 'dataset.inspected'] as const

/** Every name that a filter may use; `{stage}.progress` and `{stage}.error` are those of one stage. */
export const FILTER_NAMES: readonly string[] = [
  ...EVENT_NAMES,
  ...UNNUMBERED_EVENTS,
  ...STAGES.flatMap((stage) => [`${stage}.progress`, `${stage}.error`]),
]

/** Which events somebody wants to hear of. */
export interface EventFilter {
  event: (name: string, stage?: StageName) => boolean
  /** Progress while `currentStage` is under way. */
  progress: (currentStage: string) => boolean
}

/** A name, or a pattern such as `*.completed`, `quality.*` or `*`: a star stands for any part of a name. */
export const isFilterPattern = (pattern: string): boolean => namesOf(pattern).length > 0

/** A filter by names and patterns, each of which is accepted by {@link isFilterPattern}. Without any, all is wanted. */
export function eventFilter(patterns?: readonly string[]): EventFilter {
  if (patterns === undefined) return { event: () => true, progress: () => true }
  const wanted = new Set(patterns.flatMap(namesOf))
  return {
    event: (name, stage) =>
      wanted.has(name) || (name === 'stage.error' && stage !== undefined && wanted.has(`${stage}.error`)),
    progress: (currentStage) => wanted.has('progress.update') || wanted.has(`${currentStage}.progress`),
  }
}

function namesOf(pattern: string): string[] {
  const parts = pattern.split('.')
  if (pattern === '*') return [...FILTER_NAMES]
  return FILTER_NAMES.filter((name) => {
    const own = name.split('.')
    return own.length === parts.length && own.every((part, at) => parts[at] === '*' || parts[at] === part)
  })
}
