import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { formatCount, plural } from '@techdeck/client/figures'
import { client, queries } from '../../app/api.ts'
import { formatTime } from '../../format.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Card, Confirm, Loading, Table } from '../../ui/parts.tsx'

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
        <Table label="Data sets whose retention is over" head={['Data set', 'Was due', 'Artifacts', 'Waits for']}>
          {datasets.map(({ dataset_id: id, due_at: at, artifacts, needed_by: runs }) => (
            <tr key={id}>
              <th scope="row">
                <Link href={`/datasets/${id}`}>{id}</Link>
              </th>
              <td>{formatTime(at)}</td>
              <td className="figure">{formatCount(artifacts)}</td>
              <td>{runs.length === 0 ? '–' : plural(runs.length, 'run')}</td>
            </tr>
          ))}
        </Table>
      )}
    </Card>
  )
}
