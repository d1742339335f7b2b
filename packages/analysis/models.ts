import { questionModel, reflectionModel } from './behaviours/kinds-model.ts'
import { behaviourModel } from './behaviours/model.ts'
import { intentionModel, seekingModel, suicidalModel } from './crisis/model.ts'
import { peopleModel } from './crisis/people.ts'
import { distortionModel } from './distortions/model.ts'
import { EMPATHY_MODELS } from './empathy/model.ts'
import { abuseModel, forumHateModel, hateModel } from './hate/models.ts'
import type { AnyModel } from './model/index.ts'
import { outcomeModel } from './outcomes/model.ts'
import { sessionQualityModel } from './session-quality/model.ts'
import { stereotypeModel } from './stereotypes/model.ts'
import { strategyModel } from './strategies/model.ts'
import { severityModel } from './symptoms/model.ts'
import { talkModel } from './talk/model.ts'
import { topicModel } from './topics/model.ts'
import { replyModel } from './unsound-replies/model.ts'

/** Every model that is trained and shipped, in alphabetical order. */
export const MODELS: readonly AnyModel[] = [
  abuseModel,
  behaviourModel,
  distortionModel,
  ...EMPATHY_MODELS,
  forumHateModel,
  hateModel,
  intentionModel,
  outcomeModel,
  peopleModel,
  questionModel,
  reflectionModel,
  replyModel,
  seekingModel,
  sessionQualityModel,
  severityModel,
  stereotypeModel,
  strategyModel,
  suicidalModel,
  talkModel,
  topicModel,
]
