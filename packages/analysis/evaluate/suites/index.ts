import type { Suite } from '../suite.ts'
import { biasSuites } from './bias.ts'
import { crisisSuites } from './crisis.ts'
import { empathySuites } from './empathy.ts'
import { piiSuites } from './pii.ts'
import { safetySuites } from './safety.ts'
import { symptomSuites } from './symptoms.ts'
import { therapySuites } from './therapy.ts'

/** Every suite, in the order of the table of the data. */
export const SUITES: readonly Suite[] = [
  ...therapySuites,
  ...empathySuites,
  ...safetySuites,
  ...biasSuites,
  ...crisisSuites,
  ...symptomSuites,
  ...piiSuites,
]
