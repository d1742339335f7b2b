import { questionModel, reflectionModel } from './behaviours/kinds-model.ts'
import { behaviourModel } from './behaviours/model.ts'
import type { AnyModel } from './model/index.ts'
import { talkModel } from './talk/model.ts'

/** Every model that is trained and shipped, in alphabetical order. */
export const MODELS: readonly AnyModel[] = [behaviourModel, questionModel, reflectionModel, talkModel]
