import type { DatasetView, ReadingView } from '@techdeck/contracts'
import { plural } from '@techdeck/client/figures'
import { client } from '../../app/api.ts'
import { usePages } from '../../app/use-pages.ts'
import { title } from '../../format.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Facts, Loading } from '../../ui/parts.tsx'
import { ShowMore } from '../../ui/show-more.tsx'
import { CloseReadings } from './close-readings.tsx'
import { howSure } from './how-sure.ts'
import { MappingEditor } from './mapping-editor.tsx'
import { PARTS } from './parts-of.ts'
import { Problems } from './problems.tsx'

interface Shown {
  dataset: DatasetView
  /** Somebody said how to read it otherwise, and it is being read again. */
  onSaid: (dataset: DatasetView) => void
}

/** How each file of a data set was read, what else it could be, and a way to say otherwise. */
export function HowItWasRead({ dataset, onSaid }: Shown) {
  const { id, version } = dataset
  const { list, entries: readings } = usePages({
    queryKey: ['readings', id, version],
    page: (query, signal) => client.listReadings({ params: { id }, query: { ...query, limit: 20 }, signal }),
  })
  const [only, ...others] = readings
  const isAlike = others.every(({ columns }) => String(columns) === String(only?.columns))
  return (
    <Card title="How it was read">
      <Problems dataset={dataset} />
      {list.isPending && <Loading />}
      <ErrorNote error={list.error} onRetry={() => void list.refetch()} />
      {list.data && !only && (
        <>
          <p>Say which column or field means what, if it holds conversations, and it is read again.</p>
          <MappingEditor dataset={dataset} reading={null} isOfAll onSaid={onSaid} />
        </>
      )}
      {readings.map((reading) =>
        others.length === 0 ? (
          <Reading key={reading.file} {...{ dataset, reading, onSaid }} isAlike />
        ) : (
          <details key={reading.file} className="reading" open={reading.alternatives.length > 0 && !reading.chosen}>
            <summary>
              {reading.name}
              <span className="muted small">
                {' '}
                {reading.format}, {reading.encoding}
              </span>
            </summary>
            <Reading {...{ dataset, reading, onSaid, isAlike }} />
          </details>
        ),
      )}
      <ShowMore list={list} />
    </Card>
  )
}

function Reading({ dataset, reading, isAlike, onSaid }: Shown & { reading: ReadingView; isAlike: boolean }) {
  const { format, encoding, confidence, chosen, given, saw, alternatives, columns } = reading
  const whatToSay = columns.length > 0 ? 'which column means what' : 'who is who'
  const others = chosen ? [] : alternatives.map((each) => each.format)
  return (
    <div className="reading-body">
      <Facts
        facts={[
          ['Read as', chosen ? `${format}, as you chose` : format],
          ['Encoding', encoding],
          ['How sure', howSure(confidence, others)],
        ]}
      />
      {saw !== '' && others.length === 0 && <p className="small muted">{saw}</p>}
      <CloseReadings dataset={dataset} reading={reading} onSaid={onSaid} />
      <Meanings reading={reading} />
      <details className="more">
        <summary>{given ? 'Change the mapping' : `Something is not right? Say ${whatToSay}`}</summary>
        <MappingEditor dataset={dataset} reading={reading} isOfAll={isAlike} onSaid={onSaid} />
      </details>
    </div>
  )
}

/** Columns with what they mean, speakers with their roles. */
function Meanings({ reading: { mapping, columns, speakers } }: { reading: ReadingView }) {
  const parts = PARTS.flatMap(([part, name]) => {
    const column = mapping[part]
    return column === undefined ? [] : [[name, column] as const]
  })
  const labels = mapping.labels ?? []
  const rest = columns.length - parts.length - labels.length
  return (
    <div className="meanings">
      <section aria-label="What the columns mean">
        <h3>Columns</h3>
        {parts.length === 0 ? (
          <p className="small muted">The format itself says who says what.</p>
        ) : (
          <ul className="meaning">
            {[...parts, ...(labels.length > 0 ? [['Labels', labels.join(', ')] as const] : [])].map(
              ([name, column]) => (
                <li key={name}>
                  <code>{column}</code> <span aria-hidden="true">→</span> <span>{name}</span>
                </li>
              ),
            )}
          </ul>
        )}
        {rest > 0 && (
          <p className="small muted">{plural(rest, 'other column is', 'other columns are')} kept as metadata.</p>
        )}
      </section>
      {speakers.length > 0 && (
        <section aria-label="Who is who">
          <h3>Speakers</h3>
          <ul className="meaning">
            {speakers.slice(0, 8).map(({ speaker, role, turns }) => (
              <li key={speaker}>
                <code>{speaker}</code> <span aria-hidden="true">→</span> <span>{title(role)}</span>{' '}
                <span className="muted small">{plural(turns, 'turn')}</span>
              </li>
            ))}
          </ul>
          {speakers.length > 8 && <p className="small muted">and {plural(speakers.length - 8, 'other')}</p>}
        </section>
      )}
    </div>
  )
}
