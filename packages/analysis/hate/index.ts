import type { Finding } from '@techdeck/contracts'
import { shippedScorer } from '../model/index.ts'
import { prepare, type Document } from '../text/document.ts'
import type { DetectorTurn } from '../types.ts'
import { hateEvidence, type SentenceEvidence } from './evidence.ts'
import { hateInput, hateModel } from './models.ts'

export interface HateScore {
  /** The turn's place in the conversation. */
  turn: number
  probability: number
  isHate: boolean
  evidence: readonly SentenceEvidence[]
}

/**
 * Finds turns that attack a protected group, in disguised spelling too (kind `hate`; the category is the group's axis):
 * hate, dehumanising, threats, denial of rights, slurs. Not what is denied, quoted and spoken against, said of oneself
 * with pride, or aimed at things, trades and opinions.
 */
export function findHate(turns: readonly DetectorTurn[]): Finding[] {
  const document = prepare(turns)
  return scoreHate(document)
    .filter(({ isHate, evidence }) => isHate && evidence.some(isAimed))
    .map(({ turn, probability, evidence: [{ axis, start, end }] }) =>
      document.finding('hate', axis ?? 'person', turn, start, end, probability, 'attacks a group of people'),
    )
}

/** How hateful each turn is that speaks of a protected group or uses a slur; the sentence that tells most comes first. */
export function scoreHate(document: Document): HateScore[] {
  const evidence = hateEvidence(document)
  if (evidence.length === 0) return []
  const scorer = shippedScorer(hateModel)
  return [...Map.groupBy(evidence, ({ turn }) => turn)].map(([turn, sentences]) => {
    const probabilities = scorer.score(hateInput(document, sentences))
    const ranked = sentences.toSorted((a, b) => weightOf(b) - weightOf(a))
    return { turn, probability: probabilities[1], isHate: scorer.margin(probabilities) > 0, evidence: ranked }
  })
}

/** Whether what is hostile surely belongs to a group: near it, said of "them" beside it, or a slur. */
const isAimed = ({ features }: SentenceEvidence): boolean =>
  Object.keys(features).some((name) => name.startsWith('near_') || /^slur_(?!own)/.test(name)) ||
  features['target_near'] !== undefined

const weightOf = ({ features }: SentenceEvidence): number =>
  Object.entries(features).filter(([name]) => !/denied|quoted|counter|granted|positive/.test(name)).length
