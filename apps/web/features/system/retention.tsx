import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { formatCount, plural } from '@techdeck/client/figures'
import { client, queries } from '../../app/api.ts'
import { formatTime } from '../../format.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Confirm, Loading } from '../../ui/parts.tsx'
import { Table } from '../../ui/table.tsx'

/** Data sets whose retention is over: they go by themselves each hour, or at once. */
export function Retention() {
  const due = useQuery({
    queryKey: ['retention'],
    queryFn: ({ signal }) => client.sweepRetention({ body: { dry_run: true }, signal }),
  })
  const sweep = useMutation({
    mutationFn: () => client.sweepRetention({ body: { dry_run: false } }),
    onSuccess: () => {
      for (const key of ['retention', 'datasets']) void queries.invalidateQueries({ queryKey: [key] })
    },
  })
  const datasets = due.data?.datasets ?? []
  const texts = due.data?.texts ?? []
  const unpacked = due.data?.unpacked ?? []
  return (
    <Card
      title="Retention"
      aside={
        datasets.length > 0 && (
          <Confirm
            label="Delete what is due"
            question={`Delete ${plural(datasets.length, 'data set')} whose retention is over, with all that was made of them? Their keys are destroyed: nobody can take that back.`}
            yes="Delete them"
            busy={sweep.isPending}
            onYes={() => sweep.mutate()}
          />
        )
      }
    >
      {due.isPending && <Loading />}
      <ErrorNote error={due.error ?? sweep.error} />
      {due.data && datasets.length === 0 && (
        <p className="muted">The retention of no data set is over. What is due is deleted by itself each hour.</p>
      )}
      {texts.length > 0 && (
        <p className="muted">
          Raw and canonical text of {plural(texts.length, 'run')} has stayed for as long as it may, and goes within the
          hour.
        </p>
      )}
      {unpacked.length > 0 && (
        <p className="muted">
          So have the unpacked files of {plural(unpacked.length, 'data set')}; the next run unpacks them again.
        </p>
      )}
      {datasets.length > 0 && (
        <Table
          label="Data sets whose retention is over"
          rows={datasets}
          keyOf={({ dataset_id: id }) => id}
          columns={[
            {
              name: 'Data set',
              render: ({ dataset_id: id }) => <Link href={`/datasets/${id}`}>{id}</Link>,
              isHeading: true,
            },
            { name: 'Was due', render: ({ due_at: at }) => formatTime(at), sortBy: ({ due_at: at }) => at },
            {
              name: 'Artifacts',
              render: ({ artifacts }) => formatCount(artifacts),
              sortBy: ({ artifacts }) => artifacts,
              isFigure: true,
            },
            {
              name: 'Waits for',
              render: ({ needed_by: runs }) => (runs.length === 0 ? '–' : plural(runs.length, 'run')),
              sortBy: ({ needed_by: runs }) => runs.length,
            },
          ]}
        />
      )}
    </Card>
  )
}
