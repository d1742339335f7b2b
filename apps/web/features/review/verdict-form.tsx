import { useMutation } from '@tanstack/react-query'
import { useMemo, useRef, useState } from 'react'
import {
  FINAL_VERDICTS,
  VERDICT_REASONS,
  VERDICTS,
  type FinalVerdict,
  type ReviewVerdict,
  type ReviewView,
  type VerdictReason,
} from '@techdeck/contracts'
import { client } from '../../app/api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { KeysHelp } from '../../ui/keys.tsx'
import { useKeys } from '../../ui/use-keys.ts'
import { REASON_NAMES, VERDICT_NAMES } from './words.ts'

const KEY_OF: Readonly<Record<ReviewVerdict, string>> = { keep: 'k', leave_out: 'l', unsure: 'u' }

interface Judged {
  review: ReviewView
  me: string
  onJudged: (review: ReviewView) => void
  onNext: () => void
}

/** A verdict with its reason, or of a dispute, what counts; by keys alone, too. */
export function VerdictForm({ review, me, onJudged, onNext }: Judged) {
  const { dataset_id: id, conversation_id: conversation, status, verdicts } = review
  const own = verdicts.find(({ reviewer }) => reviewer === me)
  const settles = status === 'disputed'
  const mayJudge = settles ? own === undefined : status === 'open'
  const [verdict, setVerdict] = useState<ReviewVerdict | null>(own?.verdict ?? null)
  const [reason, setReason] = useState<VerdictReason | null>(own?.reason ?? null)
  const form = useRef<HTMLFormElement>(null)
  const give = useMutation({
    mutationFn: ([said, why]: readonly [ReviewVerdict, VerdictReason | null]) =>
      settles
        ? client.settleReview({ params: { id, conversation }, body: { verdict: said as FinalVerdict } })
        : client.giveVerdict({ params: { id, conversation }, body: { verdict: said, reason: why ?? 'other' } }),
    onSuccess: onJudged,
  })
  const choices = settles ? FINAL_VERDICTS : VERDICTS
  const isWhole = verdict !== null && (settles || reason !== null)
  const keys = useMemo(
    () => ({
      n: onNext,
      ...(mayJudge && {
        ...Object.fromEntries(choices.map((each) => [KEY_OF[each], () => setVerdict(each)])),
        ...(!settles &&
          Object.fromEntries(VERDICT_REASONS.map((each, index) => [String(index + 1), () => setReason(each)]))),
        enter: () => form.current?.requestSubmit(),
      }),
    }),
    [mayJudge, choices, settles, onNext],
  )
  const { isOn, turn } = useKeys(keys)
  if (!mayJudge)
    return (
      <>
        <p className="muted">
          {settles ? 'You gave one of the two verdicts, so somebody else settles it.' : 'It is decided.'}
        </p>
        <div className="actions">
          <button type="button" className="button" onClick={onNext}>
            Next
          </button>
        </div>
      </>
    )
  return (
    <form
      ref={form}
      className="form verdict"
      onSubmit={(event) => {
        event.preventDefault()
        if (isWhole && !give.isPending) give.mutate([verdict, reason])
      }}
    >
      <fieldset>
        <legend>{settles ? 'What counts' : 'What becomes of it'}</legend>
        <div className="options">
          {choices.map((each) => (
            <label key={each} className="choice choice-tight">
              <input type="radio" name="verdict" checked={verdict === each} onChange={() => setVerdict(each)} />
              <span>{VERDICT_NAMES[each]}</span>
              {isOn && <kbd aria-hidden="true">{KEY_OF[each].toUpperCase()}</kbd>}
            </label>
          ))}
        </div>
      </fieldset>
      {!settles && (
        <fieldset>
          <legend>Why</legend>
          <div className="options">
            {VERDICT_REASONS.map((each, index) => (
              <label key={each} className="choice choice-tight">
                <input type="radio" name="reason" checked={reason === each} onChange={() => setReason(each)} />
                <span>{REASON_NAMES[each]}</span>
                {isOn && <kbd aria-hidden="true">{index + 1}</kbd>}
              </label>
            ))}
          </div>
        </fieldset>
      )}
      <ErrorNote error={give.error} />
      <div className="actions">
        <button type="button" className="button" onClick={onNext}>
          Skip
        </button>
        <button type="submit" className="button button-primary" disabled={!isWhole || give.isPending}>
          {settles ? 'Settle it' : own ? 'Change the verdict' : 'Give the verdict'}
        </button>
      </div>
      <KeysHelp
        keys={[
          ['Enter', 'give it'],
          ['N', 'skip'],
        ]}
        isOn={isOn}
        turn={turn}
      />
    </form>
  )
}
