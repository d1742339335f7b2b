import { behaviourModel } from './behaviours/model.ts'
import type { AnyModel } from './model/index.ts'

/** Every model that is trained and shipped, in alphabetical order. */
export const MODELS: readonly AnyModel[] = [behaviourModel]
