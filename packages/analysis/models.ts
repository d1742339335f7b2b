import { questionModel, reflectionModel } from './behaviours/kinds-model.ts'
import { behaviourModel } from './behaviours/model.ts'
import type { AnyModel } from './model/index.ts'
import { outcomeModel } from './outcomes/model.ts'
import { sessionQualityModel } from './session-quality/model.ts'
import { strategyModel } from './strategies/model.ts'
import { talkModel } from './talk/model.ts'
import { topicModel } from './topics/model.ts'

/** Every model that is trained and shipped, in alphabetical order. */
export const MODELS: readonly AnyModel[] = [
  behaviourModel,
  outcomeModel,
  questionModel,
  reflectionModel,
  sessionQualityModel,
  strategyModel,
  talkModel,
  topicModel,
]
