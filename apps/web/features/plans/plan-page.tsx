import { useMutation, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { Link, useLocation, useSearchParams } from 'wouter'
import { isFinal, type ExecutionView, type ExportFormat, type JsonObject, type Recipe } from '@techdeck/contracts'
import { formatCount, plural } from '@techdeck/client/figures'
import { client, queries } from '../../app/api.ts'
import { addUp, countsOf, listOf, numberOf, objectOf } from '../../json.ts'
import { explainReason } from '../../reasons.ts'
import { useMay } from '../../session/use-session.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Copy, Empty, Loading, Page } from '../../ui/parts.tsx'
import { saveJson } from '../../ui/save-file.ts'
import { Table } from '../../ui/table.tsx'
import { Bars } from '../runs/bars.tsx'
import { FormatChoices } from '../runs/format-choices.tsx'
import { sayRange, sayValue } from '../conversations/say.ts'
import { FACETS, isAll, searchOf, sliceOf, type Slice } from '../conversations/slice.ts'
import { useConversations } from '../conversations/use-conversations.ts'
import { filterOf } from './filter-of.ts'
import { FormatPreview } from './format-preview.tsx'

const SPLITS = ['train', 'validation', 'test'] as const
type Shares = Readonly<Record<(typeof SPLITS)[number], number>>

/** What conversations of one kind there may be at most of. */
const CAPS = {
  client: 'client',
  transcript: 'source transcript',
  template: 'template',
  cluster: 'cluster of near duplicates',
} as const
type Cap = keyof typeof CAPS

/** `/runs/:id/plan`: a slice of a run as an export: what would be written is shown before it is. */
export function PlanPage({ id }: { id: string }) {
  const run = useQuery({
    queryKey: ['run', id],
    queryFn: ({ signal }) => client.getPipeline({ params: { id }, signal }),
  })
  const may = useMay('pipeline:execute')
  return (
    <Page
      title="Plan an export"
      lead="What would be written is shown first; nothing is written until you say so."
      above={
        <>
          <Link href="/runs">Runs</Link>
          <Link href={`/runs/${id}`}>Run</Link>
        </>
      }
    >
      {run.isPending ? (
        <Loading />
      ) : run.isError ? (
        <ErrorNote error={run.error} onRetry={() => void run.refetch()} />
      ) : !may ? (
        <Empty title="Starting a run takes a permission that you do not have." />
      ) : (
        <Editor run={run.data} />
      )}
    </Page>
  )
}

function Editor({ run }: { run: ExecutionView }) {
  const [search] = useSearchParams()
  const [, go] = useLocation()
  const slice = useMemo(() => sliceOf(search), [search])
  const { filter, unsaid } = useMemo(() => filterOf(slice), [slice])
  const [formats, setFormats] = useState<readonly ExportFormat[]>(run.export_formats)
  const [shares, setShares] = useState<Shares>({ train: 80, validation: 10, test: 10 })
  const [splits, setSplits] = useState(true)
  const [stratify, setStratify] = useState('')
  const [capBy, setCapBy] = useState<Cap>('client')
  const [most, setMost] = useState('')
  const labels = useLabels(run)
  const kept = SPLITS.filter((name) => shares[name] > 0)
  const options: JsonObject = {
    filter,
    ...(splits && {
      splits: Object.fromEntries(kept.map((name) => [name, shares[name]])),
      ...(stratify !== '' && { stratify }),
    }),
    ...(most !== '' && { caps: [{ by: capBy, most: Number(most) }] }),
  }
  const body = { export_formats: [...formats], options }
  const asked = JSON.stringify(body)
  const plan = useMutation({
    mutationFn: () => client.exportAgain({ params: { id: run.id }, body: { ...body, plan: true } }),
  })
  // Of what the plan was made; another one has to be asked for after a change.
  const [planned, setPlanned] = useState<string | null>(null)
  const write = useMutation({
    mutationFn: () => client.exportAgain({ params: { id: run.id }, body: { ...body, plan: false } }),
    onSuccess: (next) => {
      queries.setQueryData(['run', next.id], next)
      void queries.invalidateQueries({ queryKey: ['runs'] })
      go(`/runs/${next.id}`)
    },
  })
  const isReady = formats.length > 0 && (!splits || kept.length > 0)
  const recipe: Recipe = { techdeck_recipe: 1, formats: [...formats], options: { export: options } }
  return (
    <>
      <Card
        title="What goes in"
        aside={<Link href={`/runs/${run.id}/conversations?${searchOf(slice).toString()}`}>Change the slice</Link>}
      >
        <SliceWords slice={slice} />
        {unsaid.length > 0 && (
          <p className="note note-warn">
            An export cannot go by what became of a conversation, by its split, or by what the stages say of it, so
            these do not narrow it: {unsaid.join(', ')}. The threshold of the run, {run.quality_threshold.toFixed(2)},
            holds.
          </p>
        )}
      </Card>
      <Card title="How it is written">
        <form
          className="form settings"
          onSubmit={(event) => {
            event.preventDefault()
            setPlanned(asked)
            plan.mutate()
          }}
        >
          <fieldset>
            <legend>Splits</legend>
            <label className="choice-small">
              <input type="checkbox" checked={splits} onChange={({ target }) => setSplits(target.checked)} />
              Split it, so that nothing of one client, transcript, template or near duplicate is on two sides
            </label>
            {splits && (
              <div className="parts">
                {SPLITS.map((name) => (
                  <label key={name} className="field">
                    <span>Share of {name}</span>
                    <input
                      type="number"
                      min={0}
                      max={1000}
                      value={shares[name]}
                      onChange={({ target }) =>
                        setShares({ ...shares, [name]: Math.max(0, target.valueAsNumber || 0) })
                      }
                    />
                  </label>
                ))}
                {labels.length > 0 && (
                  <label className="field">
                    <span>Spread evenly by</span>
                    <select value={stratify} onChange={({ target }) => setStratify(target.value)}>
                      <option value="">Nothing</option>
                      {labels.map((path) => (
                        <option key={path} value={path}>
                          {path.replace(/^labels\./, '')}
                        </option>
                      ))}
                    </select>
                  </label>
                )}
              </div>
            )}
          </fieldset>
          <fieldset>
            <legend>Most conversations of one kind</legend>
            <div className="parts">
              <label className="field">
                <span>At most (empty for no bound)</span>
                <input type="number" min={1} value={most} onChange={({ target }) => setMost(target.value)} />
              </label>
              <label className="field">
                <span>of each</span>
                <select value={capBy} onChange={({ target }) => setCapBy(target.value as Cap)}>
                  {Object.entries(CAPS).map(([value, name]) => (
                    <option key={value} value={value}>
                      {name}
                    </option>
                  ))}
                </select>
              </label>
            </div>
          </fieldset>
          <fieldset>
            <legend>Formats</legend>
            <FormatChoices chosen={formats} onChoose={setFormats} />
          </fieldset>
          <FormatPreview runId={run.id} formats={formats} />
          <ErrorNote error={plan.error} />
          <div className="actions">
            {!isReady && <span className="small warn">Choose a format, and a share of one split at least.</span>}
            <Copy text={JSON.stringify({ export: options }, null, 2)} what="options" label="Copy options" />
            <button
              type="button"
              className="button button-small"
              disabled={!isReady}
              onClick={() => saveJson(recipe, 'export.recipe.json')}
            >
              Save as a recipe
            </button>
            <button type="submit" className="button button-primary" disabled={!isReady || plan.isPending}>
              Show the plan
            </button>
          </div>
        </form>
      </Card>
      {plan.data && planned === asked ? (
        <Plan key={plan.data.id} id={plan.data.id}>
          <ErrorNote error={write.error} />
          <div className="actions actions-end">
            <button
              type="button"
              className="button button-primary"
              disabled={write.isPending}
              onClick={() => write.mutate()}
            >
              Write these files
            </button>
          </div>
        </Plan>
      ) : (
        plan.data && <p className="note">Something was changed since; show the plan again.</p>
      )}
    </>
  )
}

function SliceWords({ slice }: { slice: Slice }) {
  if (isAll(slice)) return <p>All conversations that come out of the run.</p>
  return (
    <ul className="chips" aria-label="The slice">
      {FACETS.flatMap((facet) =>
        slice.facets[facet].map((value) => (
          <li key={`${facet} ${value}`} className="chip chip-plain">
            {sayValue(facet, value)}
          </li>
        )),
      )}
      {Object.entries(slice.ranges).map(([name, range]) => (
        <li key={name} className="chip chip-plain">
          {sayRange(name, range)}
        </li>
      ))}
    </ul>
  )
}

/** What would be written, once the run that plans it has ended: stages that are done are taken over, so it is quick. */
function Plan({ id, children }: { id: string; children: React.ReactNode }) {
  const run = useQuery({
    queryKey: ['run', id],
    queryFn: ({ signal }) => client.getPipeline({ params: { id }, signal }),
    refetchInterval: ({ state }) => (state.data && isFinal(state.data.status) ? false : 500),
  })
  const isOver = run.data !== undefined && isFinal(run.data.status)
  const report = useQuery({
    queryKey: ['report', id],
    queryFn: ({ signal }) => client.getReport({ params: { id }, signal }),
    enabled: isOver,
  })
  if (run.isError) return <ErrorNote error={run.error} onRetry={() => void run.refetch()} />
  if (report.isError) return <ErrorNote error={report.error} onRetry={() => void report.refetch()} />
  if (!report.data) return <Loading what="Planning" />
  const plans = Object.values(report.data.plans ?? {})
  if (plans.length === 0)
    return (
      <p className="note note-warn" role="alert">
        The plan could not be made. <Link href={`/runs/${id}`}>Its run</Link> says why.
      </p>
    )
  const sum = (name: string) =>
    plans.reduce((total, { conversations }) => total + (numberOf(objectOf(conversations)[name]) ?? 0), 0)
  const rules = addUp(
    plans.map((plan) =>
      Object.fromEntries(
        listOf(plan['rules'])
          .map(objectOf)
          .flatMap(({ reason, count }) => (typeof reason === 'string' ? [[reason, count] as const] : [])),
      ),
    ),
  )
  const [splits, languages] = [
    addUp(plans.map((plan) => plan['splits'])),
    addUp(plans.map((plan) => plan['languages'])),
  ]
  return (
    <Card title="The plan" aside={<Link href={`/runs/${id}`}>Its run</Link>}>
      <p role="status">
        <strong>{plural(sum('written'), 'conversation')}</strong> of {formatCount(sum('in'))} would be written
        {sum('written') === 0 && '; nothing fits all of the rules'}.
      </p>
      {splits.length > 0 && <Bars label="Splits" counts={splits} />}
      {rules.length > 0 ? (
        <Table
          label="What the rules leave out"
          rows={rules}
          keyOf={([reason]) => reason}
          columns={[
            { name: 'Why', render: ([reason]) => explainReason(reason), isHeading: true },
            {
              name: 'Conversations',
              render: ([, count]) => formatCount(count),
              sortBy: ([, count]) => count,
              isFigure: true,
            },
          ]}
        />
      ) : (
        <p className="small muted">No rule leaves anything out.</p>
      )}
      {splits.length > 0 && (
        <p className="small muted">
          {rules.some(([reason]) => reason === 'split_conflict')
            ? 'What would have tied two splits together is left out, so nothing leaks from one to the other.'
            : 'Nothing of one client, transcript, template or near duplicate is on two sides: nothing leaks.'}
        </p>
      )}
      {countsOf(Object.fromEntries(languages)).length > 1 && <Bars label="Languages" counts={languages} />}
      {children}
    </Card>
  )
}

/** Labels of the data set by which splits may be spread. */
function useLabels(run: ExecutionView): string[] {
  const { rows } = useConversations(run)
  return useMemo(
    () =>
      [...new Set(rows.flatMap(({ labels }) => Object.keys(labels)))]
        .filter((path) => path.startsWith('labels.'))
        .toSorted(),
    [rows],
  )
}
