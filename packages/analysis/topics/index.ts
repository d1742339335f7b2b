import { shippedScorer } from '../model/index.ts'
import { prepare } from '../text/document.ts'
import type { DetectorTurn } from '../types.ts'
import { topicInput, topicModel, TOPICS, type Topic } from './model.ts'

export { TOPICS, type Topic } from './model.ts'

/** What a conversation is about, with the calibrated probability; the others with theirs, the likeliest first. */
export interface TopicRating {
  topic: Topic
  confidence: number
  all: { topic: Topic; confidence: number }[]
}

/** Rates what a conversation is about; a topic is no diagnosis. */
export function rateTopics(turns: readonly DetectorTurn[]): TopicRating {
  const scorer = shippedScorer(topicModel)
  const probabilities = scorer.score(topicInput(prepare(turns)))
  const topic = scorer.decide(probabilities)
  const all = TOPICS.map((each, at) => ({ topic: each, confidence: probabilities[at] }))
  return {
    topic,
    confidence: all.find((each) => each.topic === topic)!.confidence,
    all: all.toSorted((a, b) => b.confidence - a.confidence),
  }
}
