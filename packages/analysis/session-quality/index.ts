import { shippedScorer } from '../model/index.ts'
import { prepare } from '../text/document.ts'
import { perDocument } from '../text/per-document.ts'
import type { DetectorTurn } from '../types.ts'
import { sessionInput, sessionQualityModel } from './model.ts'

export interface SessionQuality {
  quality: 'high' | 'low'
  /** How likely it is that people would call the session one of high quality. */
  probability: number
}

/** Rates how a session of motivational interviewing is held; `null` where the helper says nothing. */
export function rateSession(turns: readonly DetectorTurn[]): SessionQuality | null {
  if (!turns.some(({ role }) => role === 'therapist')) return null
  return rated(prepare(turns), shippedScorer(sessionQualityModel))
}

const rated = perDocument((document, scorer: ReturnType<typeof shippedScorer<'helper', SessionQuality['quality']>>) => {
  const [low, high] = scorer.score(sessionInput(document))
  return { quality: scorer.decide([low, high]), probability: high }
})
