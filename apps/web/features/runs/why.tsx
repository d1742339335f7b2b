import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useSearchParams } from 'wouter'
import type { ExecutionView, PassportStep, WhyView } from '@techdeck/contracts'
import { formatCount, formatScore, plural } from '@techdeck/client/figures'
import { client } from '../../app/api.ts'
import { title, words } from '../../format.ts'
import { explainReason } from '../../reasons.ts'
import { OutcomeBadge } from '../../ui/badge.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Empty, Facts, Loading } from '../../ui/parts.tsx'

type Passport = WhyView['passports'][number]

/** Where a conversation or row went, and why it is or is not in the files: its passport, without text. */
export function Why({ run: { id } }: { run: ExecutionView }) {
  const [search, setSearch] = useSearchParams()
  const place = search.get('place') ?? ''
  const [typed, setTyped] = useState(place)
  const why = useQuery({
    queryKey: ['why', id, place],
    queryFn: ({ signal }) => client.getWhy({ params: { id, conversation: place }, signal }),
    enabled: place !== '',
  })
  return (
    <>
      <Card title="Where did it go?">
        <form
          className="form form-line"
          onSubmit={(event) => {
            event.preventDefault()
            setSearch({ place: typed.trim() })
          }}
        >
          <label className="field field-wide">
            <span>A line of a file, or a conversation’s id</span>
            <input
              value={typed}
              required
              minLength={3}
              maxLength={400}
              autoComplete="off"
              spellCheck={false}
              placeholder="sessions.csv:12"
              onChange={({ target }) => setTyped(target.value)}
            />
          </label>
          <button type="submit" className="button button-primary">
            Find it
          </button>
        </form>
        <p className="small muted">
          <code>FILE:LINE</code>, <code>FILE:row:ROW</code>, or at least eight digits of an id, as exports have it.
        </p>
      </Card>
      {place === '' ? (
        <Empty title="It says what became of one row or conversation, stage by stage." />
      ) : why.isPending ? (
        <Loading what="Looking for it" />
      ) : why.isError ? (
        <ErrorNote error={why.error} onRetry={() => void why.refetch()} />
      ) : (
        why.data.passports.map((passport, index) => (
          // oxlint-disable-next-line react/no-array-index-key -- passports never move
          <PassportCard key={index} passport={passport} />
        ))
      )}
    </>
  )
}

function PassportCard({ passport }: { passport: Passport }) {
  const { conversation_id: conversation, source, file, fate, steps, exports } = passport
  return (
    <Card
      title={conversation === null ? 'A row that became no conversation' : `Conversation ${conversation.slice(0, 12)}…`}
      aside={<OutcomeBadge outcome={fate.outcome} />}
    >
      <p>{fateOf(passport)}</p>
      <Facts
        facts={[
          ['From', file.name],
          source.line === undefined ? null : ['Line', formatCount(source.line)],
          ['Rows', formatCount(source.rows)],
          file.format === undefined ? null : ['Read as', file.format],
        ]}
      />
      {exports.length > 0 && (
        <section className="passport-part" aria-label="Files that it is in">
          <h3>In these files</h3>
          <ul className="chips">
            {exports.map(({ name, record, line }) => (
              <li key={name} className="chip chip-plain">
                {name}{' '}
                <span className="muted">
                  {line === undefined ? `record ${formatCount(record)}` : `line ${formatCount(line)}`}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className="passport-part" aria-label="Stage by stage">
        <h3>Stage by stage</h3>
        <ol className="steps">
          {steps.map((step) => (
            <Step key={step.stage} step={step} />
          ))}
        </ol>
      </section>
    </Card>
  )
}

function fateOf({ fate: { outcome, stage, reason, into }, exports }: Passport): string {
  const why = reason === undefined ? '' : ` ${explainReason(reason)}`
  if (outcome === 'exported') return `It came out, and stands in ${plural(exports.length, 'file')}.${why}`
  if (outcome === 'kept') return `It passed all stages; this run writes no files.${why}`
  if (outcome === 'pending') return `It has come as far as ${stage}.${why}`
  if (outcome === 'merged')
    return `It was merged at ${stage}${into === undefined ? '' : ` into ${into.slice(0, 12)}…`}.${why}`
  return `It was ${outcome} at ${stage}, so it is in no file.${why}`
}

function Step({ step }: { step: PassportStep }) {
  const { stage, version, outcome, reason, changes, findings, scores, reasons, labels, split } = step
  const told: (readonly [string, string])[] = [
    ...Object.entries(changes ?? {}).map(([name, count]) => [words(name), formatCount(count)] as const),
    ...(scores?.['overall'] === undefined ? [] : [['score', formatScore(scores['overall'])] as const]),
    ...Object.entries(labels ?? {}).map(([name, value]) => [words(name), String(value)] as const),
    ...(split === undefined ? [] : [['split', split] as const]),
  ]
  return (
    <li>
      <p className="step-head">
        <strong>{title(stage)}</strong>
        <OutcomeBadge outcome={outcome} />
        {version !== null && <span className="muted small">version {version}</span>}
      </p>
      {reason !== undefined && <p className="small">{explainReason(reason)}</p>}
      {(reasons ?? []).length > 0 && <p className="small muted">{(reasons ?? []).map(words).join(', ')}</p>}
      {told.length > 0 && <p className="small muted">{told.map(([name, value]) => `${name}: ${value}`).join(' · ')}</p>}
      {(findings ?? []).length > 0 && (
        <ul className="chips">
          {(findings ?? []).map(({ kind, category, count }) => (
            <li key={`${kind} ${category}`} className={`chip mark-${kind}`}>
              {title(category)}
              {count > 1 && ` × ${count}`}
              <span className="muted"> {words(kind)}</span>
            </li>
          ))}
        </ul>
      )}
    </li>
  )
}
