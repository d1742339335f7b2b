import { useQueries, useQuery } from '@tanstack/react-query'
import { Link, useLocation } from 'wouter'
import { isFinal, type DatasetView, type ExecutionView } from '@techdeck/contracts'
import { client } from '../../app/api.ts'
import { useMay } from '../../session/use-session.ts'
import { Badge } from '../../ui/badge.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Loading, Page } from '../../ui/parts.tsx'
import { DatasetRow } from '../datasets/dataset-row.tsx'
import { DropZone } from '../datasets/drop-zone.tsx'
import { startUpload } from '../datasets/uploads.ts'
import { runName } from '../runs/run-name.ts'
import { RunRow } from '../runs/run-row.tsx'
import { exampleFile } from './example.ts'
import { needsOf, webhookNeedsOf, type Need } from './needs.ts'

const SHOWN = 5
/** Data sets whose queues of reviews are asked for. */
const ASKED = 5

/** `/`: what runs and ran, what needs somebody, and for who is new, where to begin. */
export function HomePage() {
  const runs = useQuery({
    queryKey: ['runs', 'home'],
    queryFn: ({ signal }) => client.listPipelines({ query: { limit: 50 }, signal }),
    refetchInterval: ({ state }) => (state.data?.data.some(({ status }) => !isFinal(status)) ? 2000 : false),
  })
  const datasets = useQuery({
    queryKey: ['datasets', 'home'],
    queryFn: ({ signal }) => client.listDatasets({ query: { limit: 200 }, signal }),
  })
  const failed = runs.isError ? runs : datasets
  return (
    <Page title="Home">
      {runs.isError || datasets.isError ? (
        <ErrorNote error={failed.error} onRetry={() => void failed.refetch()} />
      ) : runs.isPending || datasets.isPending ? (
        <Loading />
      ) : datasets.data.data.length === 0 ? (
        <FirstUse />
      ) : (
        <Overview runs={runs.data.data} datasets={datasets.data.data} />
      )}
    </Page>
  )
}

const STEPS = [
  ['Drop a file', 'Almost any form of conversations. It says what it is, and who says what in it.'],
  ['Start a run', 'Identifiers are replaced, conversations checked and scored; every record is accounted for.'],
  ['Look, then take it', 'The report says what was found. People look at what is risky; the files are yours.'],
] as const

function FirstUse() {
  const [, go] = useLocation()
  const begin = (files: readonly File[]) => go(`/datasets/${startUpload([...files])}`)
  return (
    <>
      <Card title="From conversations to training data, in three steps">
        <ol className="first-steps">
          {STEPS.map(([name, text]) => (
            <li key={name}>
              <strong>{name}</strong>
              <span className="muted">{text}</span>
            </li>
          ))}
        </ol>
      </Card>
      <DropZone onFiles={begin} />
      <p className="first-example">
        <span className="muted">Nothing at hand?</span>
        <button type="button" className="button" onClick={() => begin([exampleFile()])}>
          Try it with an example
        </button>
      </p>
    </>
  )
}

function Overview({ runs, datasets }: { runs: readonly ExecutionView[]; datasets: readonly DatasetView[] }) {
  const names = new Map(datasets.map(({ id, name }) => [id, name]))
  const needs = [...useReviewNeeds(runs, names), ...needsOf(runs, (id) => names.get(id)), ...useWebhookNeeds()]
  return (
    <>
      <Card title="What needs you">
        {needs.length === 0 ? (
          <p className="muted">Nothing. What is withheld, could not be read, failed or waits for review stands here.</p>
        ) : (
          <ul className="rows">
            {needs.slice(0, 2 * SHOWN).map(({ what, why, href, tone }) => (
              <li key={`${href} ${what} ${why}`}>
                <Link href={href} className="row">
                  <span className="row-main">
                    <span className="row-title cut">{what}</span>
                    <span className="muted small">{why}</span>
                  </span>
                  <Badge tone={tone}>{tone === 'bad' ? 'Urgent' : 'Waits'}</Badge>
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Card>
      <Card title="Running and recent" aside={<Link href="/runs">All runs</Link>}>
        {runs.length === 0 ? (
          <p className="muted">No runs yet. Choose a data set below and start one.</p>
        ) : (
          <ul className="rows">
            {runs.slice(0, SHOWN).map((run) => (
              <RunRow key={run.id} run={run} name={runName(run, names)} />
            ))}
          </ul>
        )}
      </Card>
      <Card title="Data sets" aside={<Link href="/datasets">All data sets, and new ones</Link>}>
        <ul className="rows">
          {datasets.slice(0, SHOWN).map((dataset) => (
            <DatasetRow key={dataset.id} dataset={dataset} />
          ))}
        </ul>
      </Card>
    </>
  )
}

/** Webhooks that were switched off, for whoever may switch them on again. */
function useWebhookNeeds(): Need[] {
  const enabled = useMay('webhooks:manage')
  const { data } = useQuery({
    queryKey: ['webhooks'],
    queryFn: ({ signal }) => client.listWebhooks({ signal }),
    enabled,
    staleTime: 30_000,
  })
  return webhookNeedsOf(data ?? [])
}

/** Queues of reviews of the data sets that were run last. */
function useReviewNeeds(runs: readonly ExecutionView[], names: ReadonlyMap<string, string>): Need[] {
  const may = useMay('review:read')
  const asked = [...new Set(runs.flatMap(({ dataset_ids }) => dataset_ids))].filter((id) => names.has(id))
  return useQueries({
    queries: (may ? asked.slice(0, ASKED) : []).map((id) => ({
      queryKey: ['reviews', id, 'first'],
      queryFn: async (): Promise<Need | null> => {
        const { data, meta } = await client.listReviews({ params: { id }, query: { status: 'open', limit: 50 } })
        if (data.length === 0) return null
        const crises = data.filter(({ lane }) => lane === 'crisis').length
        const count = `${data.length}${meta.next_cursor === null ? '' : ' and more'}`
        return {
          what: names.get(id) ?? '',
          why: `${count} to review${crises > 0 ? `, ${crises} of them crises` : ''}.`,
          href: `/datasets/${id}/review`,
          tone: crises > 0 ? 'bad' : 'warn',
        }
      },
      staleTime: 30_000,
    })),
    combine: (all) => all.flatMap(({ data }) => data ?? []),
  })
}
