import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo, useState } from 'react'
import type { Finding, Leak, LeakItemView, LeakReviewView } from '@techdeck/contracts'
import { plural } from '@techdeck/client/figures'
import { client } from '../../app/api.ts'
import { title } from '../../format.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { KeysHelp } from '../../ui/keys.tsx'
import { Card, Loading } from '../../ui/parts.tsx'
import { useKeys } from '../../ui/use-keys.ts'
import { Transcript } from '../runs/transcript.tsx'
import { placesOf, withPlaces, type LeakCategory } from './places-of.ts'

const CATEGORIES: Readonly<Record<LeakCategory, string>> = {
  name: 'Name',
  location: 'Place',
  date: 'Date',
  number: 'Number',
  other_unique_identifier: 'Something unique',
  other: 'Something else',
}

const HINTS = {
  missed: 'Nobody says these words here.',
  unmarked: 'Mark these words first, or clear the field.',
} as const

type Item = NonNullable<LeakItemView['item']>

/** One conversation of the sample after the other, as they come out. */
export function Marker({ id, onMarked }: { id: string; onMarked: (review: LeakReviewView) => void }) {
  const cache = useQueryClient()
  const key = ['leak-item', id]
  const next = useQuery({
    queryKey: key,
    queryFn: ({ signal }) => client.nextLeakItem({ params: { id }, signal }),
    staleTime: Infinity,
    gcTime: 0,
  })
  if (next.isPending || next.isRefetching) return <Loading what="Opening the next conversation" />
  if (next.isError) return <ErrorNote error={next.error} onRetry={() => void next.refetch()} />
  const { item } = next.data
  if (item === null) return null
  return (
    <MarkOne
      key={item.conversation_id}
      id={id}
      item={item}
      onMarked={(review) => {
        onMarked(review)
        void cache.invalidateQueries({ queryKey: key })
      }}
    />
  )
}

function MarkOne({ id, item, onMarked }: { id: string; item: Item; onMarked: (review: LeakReviewView) => void }) {
  const [leaks, setLeaks] = useState<readonly Leak[]>([])
  const [words, setWords] = useState('')
  const [category, setCategory] = useState<LeakCategory>('name')
  const [hint, setHint] = useState<keyof typeof HINTS | null>(null)
  const send = useMutation({
    mutationFn: () =>
      client.markLeaks({ params: { id, conversation: item.conversation_id }, body: { leaks: [...leaks] } }),
    onSuccess: onMarked,
  })
  const { mutate, isPending } = send
  const save = useCallback(() => {
    if (isPending) return
    // What was selected and not marked would be lost.
    if (words.trim() === '') mutate()
    else setHint('unmarked')
  }, [mutate, isPending, words])
  const { isOn, turn } = useKeys(useMemo(() => ({ s: save }), [save]))
  const mark = () => {
    const places = placesOf(item.turns, words, category)
    setHint(places.length === 0 ? 'missed' : null)
    if (places.length === 0) return
    setLeaks(withPlaces(leaks, places))
    setWords('')
  }
  return (
    <div className="review">
      <Card title="What was said" aside={<span className="muted">As it comes out</span>}>
        {/* What is selected with a mouse need not be typed. */}
        <div onPointerUp={() => setWords(getSelection()?.toString().trim().slice(0, 200) || words)}>
          <Transcript conversation={{ turns: item.turns, findings: findingsOf(item, leaks) }} />
        </div>
      </Card>
      <div className="review-aside">
        <Card title="What is left in it">
          <form
            className="form"
            onSubmit={(event) => {
              event.preventDefault()
              mark()
            }}
          >
            <label className="field">
              <span>Words that tell who somebody is</span>
              <input
                value={words}
                maxLength={200}
                required
                autoComplete="off"
                placeholder="Select them, or type them"
                aria-describedby="mark-help"
                onChange={({ target }) => {
                  setWords(target.value)
                  setHint(null)
                }}
              />
            </label>
            <label className="field">
              <span>What they are</span>
              <select value={category} onChange={({ target }) => setCategory(target.value as LeakCategory)}>
                {Object.entries(CATEGORIES).map(([value, label]) => (
                  <option key={value} value={value}>
                    {label}
                  </option>
                ))}
              </select>
            </label>
            <p className={hint ? 'small warn' : 'small muted'} id="mark-help" role={hint ? 'alert' : undefined}>
              {hint
                ? HINTS[hint]
                : 'Every place where they stand is marked. What is underlined in green was put in by TechDeck: it is no leak.'}
            </p>
            <div className="actions">
              <button type="submit" className="button">
                Mark them
              </button>
            </div>
          </form>
          {leaks.length > 0 && (
            <ul className="rows" aria-label="Marked">
              {leaks.map((leak) => (
                <li key={`${leak.turn} ${leak.start}`} className="row">
                  <span className="row-main">
                    <span>{wordsOf(item, leak)}</span>
                    <span className="muted small">
                      {CATEGORIES[leak.category]}, turn {leak.turn + 1}
                    </span>
                  </span>
                  <button
                    type="button"
                    className="button button-small"
                    aria-label={`Unmark ${wordsOf(item, leak)} in turn ${leak.turn + 1}`}
                    onClick={() => setLeaks(leaks.filter((each) => each !== leak))}
                  >
                    Unmark
                  </button>
                </li>
              ))}
            </ul>
          )}
          <ErrorNote error={send.error} />
          <button type="button" className="button button-primary button-wide" disabled={isPending} onClick={save}>
            {leaks.length === 0 ? 'Nothing is left in it' : `Save ${plural(leaks.length, 'leak')}`}
          </button>
          <KeysHelp keys={[['S', 'save, and the next']]} isOn={isOn} turn={turn} />
        </Card>
        <Metadata item={item} />
      </div>
    </div>
  )
}

function Metadata({ item: { metadata } }: { item: Item }) {
  const entries = Object.entries(metadata)
  if (entries.length === 0) return null
  return (
    <Card title="Beside it">
      <dl className="facts">
        {entries.map(([name, value]) => (
          <div key={name}>
            <dt>{title(name)}</dt>
            <dd>{typeof value === 'string' ? value : JSON.stringify(value)}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}

const wordsOf = ({ turns }: Item, { turn, start, end }: Leak): string =>
  Array.from(turns.find(({ index }) => index === turn)?.text ?? '')
    .slice(start, end)
    .join('')

/** Leaks before what was replaced: they are what is looked for. */
function findingsOf({ turns }: Item, leaks: readonly Leak[]): Finding[] {
  const sure = { confidence: 1 }
  return [
    ...leaks.map((leak) => ({ ...leak, ...sure, kind: 'leak', reason: 'marked by you' })),
    ...turns.flatMap(({ index: turn, replaced }) =>
      replaced.map((each) => ({ ...each, ...sure, turn, kind: 'identifier', reason: 'replaced' })),
    ),
  ]
}
