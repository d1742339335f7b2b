import { useId, useState } from 'react'
import type { DatasetView, ReadingView } from '@techdeck/contracts'
import { formatShare } from '@techdeck/client/figures'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/parts.tsx'
import { FirstRecords, useFirstRecords } from './first-records.tsx'
import { useSayHow } from './use-say-how.ts'

interface Asked {
  dataset: DatasetView
  reading: ReadingView
  onSaid: (dataset: DatasetView) => void
}

/**
 * The first records as they are read. Where other readings are close, the question which one is right, with the first
 * records under each side by side.
 */
export function CloseReadings({ dataset: { id, version }, reading, onSaid }: Asked) {
  const [isShown, setIsShown] = useState(false)
  const [asksAgain, setAsksAgain] = useState(false)
  const heading = useId()
  const { data: first, ...records } = useFirstRecords(id, version, reading.file, isShown)
  const say = useSayHow(id, onSaid)
  const isQuestion = reading.alternatives.length > 0 && (!reading.chosen || asksAgain)
  const readings = isQuestion ? [reading, ...reading.alternatives] : [reading]
  return (
    <div className={isQuestion ? 'note note-warn' : 'close-readings'}>
      {isQuestion && (
        <>
          <h3 id={heading}>Which reading is right?</h3>
          <p>
            {reading.name} can be read as {readings.map(({ format }) => format).join(' or as ')}. Look at its first
            records, and choose.
          </p>
        </>
      )}
      {!isQuestion && reading.alternatives.length > 0 && (
        <p className="small">
          You chose {reading.format}.{' '}
          <button type="button" className="button button-small" onClick={() => setAsksAgain(true)}>
            Choose again
          </button>
        </p>
      )}
      {!isShown && (
        <button type="button" className="button" onClick={() => setIsShown(true)}>
          Show the first records
        </button>
      )}
      {isShown && <p className="small">This text is of the source, as it was uploaded: it may identify people.</p>}
      {isShown && records.isPending && <Loading what="Reading the first records" />}
      {(isQuestion || first) && (
        <div
          className="readings"
          role={isQuestion ? 'group' : undefined}
          aria-labelledby={isQuestion ? heading : undefined}
        >
          {readings.map(({ format, saw, confidence }) => (
            <section key={format} className="reading-sample" aria-label={`Read as ${format}`}>
              {isQuestion && (
                <>
                  <h4>
                    As {format} <span className="muted">({formatShare(confidence)})</span>
                  </h4>
                  <p className="small muted">{saw}</p>
                </>
              )}
              {first && <FirstRecords records={first.find((each) => each.format === format)?.records ?? []} />}
              {isQuestion && (
                <button
                  type="button"
                  className="button button-primary"
                  disabled={say.isPending}
                  onClick={() => say.mutate({ file: reading.file, format })}
                >
                  It is {format}
                </button>
              )}
            </section>
          ))}
        </div>
      )}
      <ErrorNote error={records.error} onRetry={() => void records.refetch()} />
      <ErrorNote error={say.error} />
    </div>
  )
}
