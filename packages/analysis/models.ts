import { questionModel, reflectionModel } from './behaviours/kinds-model.ts'
import { behaviourModel } from './behaviours/model.ts'
import { intentionModel, seekingModel, suicidalModel } from './crisis/model.ts'
import { peopleModel } from './crisis/people.ts'
import { EMPATHY_MODELS } from './empathy/model.ts'
import type { AnyModel } from './model/index.ts'
import { talkModel } from './talk/model.ts'
import { replyModel } from './unsound-replies/model.ts'

/** Every model that is trained and shipped, in alphabetical order. */
export const MODELS: readonly AnyModel[] = [
  behaviourModel,
  questionModel,
  reflectionModel,
  intentionModel,
  seekingModel,
  suicidalModel,
  peopleModel,
  ...EMPATHY_MODELS,
  talkModel,
  replyModel,
]
