import { chatgpt } from './chatgpt.ts'
import { exchange } from './exchange.ts'
import { fhir } from './fhir.ts'
import { history } from './history.ts'
import type { KnownShape } from './known.ts'
import { recognition } from './recognition.ts'
import { replies } from './replies.ts'
import { slack } from './slack.ts'
import { telegram } from './telegram.ts'

export type { Content, KnownShape } from './known.ts'

/** In this order: the first one that knows an object reads it. */
export const KNOWN: readonly KnownShape[] = [fhir, chatgpt, recognition, replies, slack, telegram, exchange, history]
