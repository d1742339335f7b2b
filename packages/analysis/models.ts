import { questionModel, reflectionModel } from './behaviours/kinds-model.ts'
import { behaviourModel } from './behaviours/model.ts'
import { distortionModel } from './distortions/model.ts'
import { abuseModel, forumHateModel, hateModel } from './hate/models.ts'
import type { AnyModel } from './model/index.ts'
import { stereotypeModel } from './stereotypes/model.ts'
import { severityModel } from './symptoms/model.ts'
import { talkModel } from './talk/model.ts'

/** Every model that is trained and shipped, in alphabetical order. */
export const MODELS: readonly AnyModel[] = [
  abuseModel,
  behaviourModel,
  severityModel,
  distortionModel,
  forumHateModel,
  hateModel,
  questionModel,
  reflectionModel,
  stereotypeModel,
  talkModel,
]
