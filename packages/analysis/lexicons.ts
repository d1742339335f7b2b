import { behaviourLists, behaviourSets } from './behaviours/data.ts'
import { clinicalLists, clinicalSets } from './clinical-terms/data.ts'
import { counterfactualLists } from './counterfactual/data.ts'
import { crisisLists, crisisSets } from './crisis/data.ts'
import { ANSWER_FRAMES } from './crisis/answer-data.ts'
import { RISK_FRAMES } from './crisis/frame-data.ts'
import { distortionLists } from './distortions/data.ts'
import { emotionLists } from './emotions/data.ts'
import { empathyLists } from './empathy/data.ts'
import { groupLists, groupSets } from './groups/data.ts'
import { hateLists, hateSets } from './hate/data.ts'
import { identifierLists, identifierSets } from './identifiers/data.ts'
import { phiIndicatorLists } from './phi-indicators/data.ts'
import { allianceLists } from './session-measures/data.ts'
import { associationLists } from './stereotypes/associations.ts'
import { stereotypeLists } from './stereotypes/data.ts'
import { symptomLists } from './symptoms/data.ts'
import { talkLists } from './talk/data.ts'
import { setsOf, type FrameSet } from './text/frames.ts'
import { buildLexicon, type Lexicon } from './text/lexicon.ts'
import { valenceSets } from './text/valence.ts'
import { topicLists } from './topics/data.ts'
import { unsoundLists, unsoundSets } from './unsound-replies/data.ts'
import { UNSOUND_FRAMES } from './unsound-replies/frame-data.ts'

const lists = {
  ...identifierLists,
  ...phiIndicatorLists,
  ...counterfactualLists,
  ...crisisLists,
  ...groupLists,
  ...hateLists,
  ...associationLists,
  ...stereotypeLists,
  ...clinicalLists,
  ...unsoundLists,
  ...behaviourLists,
  ...talkLists,
  ...empathyLists,
  ...distortionLists,
  ...emotionLists,
  ...symptomLists,
  ...allianceLists,
  ...topicLists,
}
const sets = {
  ...identifierSets,
  ...crisisSets,
  ...groupSets,
  ...hateSets,
  ...valenceSets,
  ...clinicalSets,
  ...unsoundSets,
  ...behaviourSets,
}

export type ListName = keyof typeof lists
/** What hits of a list may report. */
export type ValueOf<L extends ListName> = keyof (typeof lists)[L] & string
export type SetName = keyof typeof sets

let built: Lexicon<ListName, SetName, FrameSet> | undefined

/** The one lexicon of all detectors, built at the first use. */
export function lexicon(): Lexicon<ListName, SetName, FrameSet> {
  built ??= buildLexicon(lists, sets, setsOf([...RISK_FRAMES, ...ANSWER_FRAMES, ...UNSOUND_FRAMES]))
  return built
}
