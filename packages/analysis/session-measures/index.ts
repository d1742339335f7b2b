import { codeBehaviours } from '../behaviours/index.ts'
import { codeTalk } from '../talk/index.ts'
import { prepare } from '../text/document.ts'
import { rateSession, type SessionQuality } from '../session-quality/index.ts'
import type { BehaviourLabel, DetectorTurn, TalkLabel } from '../types.ts'

/** Signals in one third of a session, as counts. */
export interface AllianceThird {
  bond: number
  agreement: number
  strain: number
}

export interface SessionMeasures {
  /** Reflections for each question; `null` without questions. */
  reflectionToQuestionRatio: number | null
  /** Share of questions that are open, in [0, 1]; `null` without questions. */
  openQuestionShare: number | null
  /** Share of reflections that are complex, in [0, 1]; `null` without reflections. */
  complexReflectionShare: number | null
  /** Share of the words of helper and client that the helper says, in [0, 1]; `null` without words. */
  helperTalkShare: number | null
  /** Change talk among change and sustain talk, in [0, 1]; `null` without either. */
  changeTalkShare: number | null
  /** How the client's lean to change (its strength, in [-1, 1]) moves from the first to the last turn; `null` below three turns. */
  changeTalkSlope: number | null
  /** Share of open questions and reflections among questions, reflections and input, in [0, 1]; `null` without any. */
  miAdherence: number | null
  /** How a session of motivational interviewing is held; `null` without a helper. */
  sessionQuality: SessionQuality | null
  /** Beginning, middle and end by turns. */
  alliance: [AllianceThird, AllianceThird, AllianceThird]
}

export interface SessionLabels {
  behaviours?: readonly Pick<BehaviourLabel, 'label' | 'questionKind' | 'reflectionKind'>[]
  talk?: readonly Pick<TalkLabel, 'label' | 'strength'>[]
}

/** Measures of a whole session from coded turns; codes the turns itself where `labels` does not give them. */
export function sessionMeasures(turns: readonly DetectorTurn[], labels: SessionLabels = {}): SessionMeasures {
  const behaviours = labels.behaviours ?? codeBehaviours(turns)
  const talk = labels.talk ?? codeTalk(turns)
  const questions = behaviours.filter(({ label }) => label === 'question')
  const reflections = behaviours.filter(({ label }) => label === 'reflection')
  const change = talk.filter(({ label }) => label === 'change').length
  const sustain = talk.filter(({ label }) => label === 'sustain').length
  const input = behaviours.filter(({ label }) => label === 'therapist_input')
  const open = questions.filter(({ questionKind }) => questionKind === 'open')
  return {
    reflectionToQuestionRatio: share(reflections.length, questions.length),
    openQuestionShare: share(open.length, questions.length),
    complexReflectionShare: share(
      reflections.filter(({ reflectionKind }) => reflectionKind === 'complex').length,
      reflections.length,
    ),
    helperTalkShare: helperTalkShare(turns),
    changeTalkShare: share(change, change + sustain),
    changeTalkSlope: slopeOf(talk.map(({ strength }) => strength)),
    miAdherence: share(open.length + reflections.length, questions.length + reflections.length + input.length),
    sessionQuality: rateSession(turns),
    alliance: allianceByThird(turns),
  }
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)

const FEWEST = 3

/** Of the line of least squares: how much it rises from the first value to the last. */
function slopeOf(values: readonly number[]): number | null {
  if (values.length < FEWEST) return null
  const middle = (values.length - 1) / 2
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  let product = 0
  let squares = 0
  values.forEach((value, at) => {
    product += (at - middle) * (value - mean)
    squares += (at - middle) ** 2
  })
  return (product / squares) * (values.length - 1)
}

function helperTalkShare(turns: readonly DetectorTurn[]): number | null {
  const document = prepare(turns)
  const words = { helper: 0, client: 0 }
  turns.forEach(({ role }, turn) => {
    if (role === 'therapist') words.helper += document.words[turn]
    else if (role === 'client') words.client += document.words[turn]
  })
  return share(words.helper, words.helper + words.client)
}

function allianceByThird(turns: readonly DetectorTurn[]): SessionMeasures['alliance'] {
  const thirds: SessionMeasures['alliance'] = [nothing(), nothing(), nothing()]
  for (const { turn, value } of prepare(turns).hits('alliance')) {
    thirds[Math.min(2, Math.floor((turn * 3) / turns.length))][value]++
  }
  return thirds
}

const nothing = (): AllianceThird => ({ bond: 0, agreement: 0, strain: 0 })
