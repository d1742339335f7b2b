import { useQuery } from '@tanstack/react-query'
import type { FirstRecordView, ReadingView } from '@techdeck/contracts'
import { formatCount, plural } from '@techdeck/client/figures'
import { client } from '../../app/api.ts'

const RECORDS = 3

/** The first records of a file under each likely reading: text of the source, so only once somebody asks for it. */
export const useFirstRecords = (id: string, version: number, file: number, isAsked: boolean) =>
  useQuery({
    queryKey: ['first-records', id, version, file],
    queryFn: async ({ signal }): Promise<ReadingView['first']> => {
      const { data } = await client.listReadings({ params: { id }, query: { file, records: RECORDS }, signal })
      return data[0]?.first
    },
    enabled: isAsked,
    staleTime: Infinity,
  })

export function FirstRecords({ records }: { records: readonly FirstRecordView[] }) {
  if (records.length === 0) return <p className="small muted">Read like this, nobody says anything at its beginning.</p>
  return (
    <ol className="first-records">
      {records.map(({ line, row, turns, more }) => (
        <li key={row}>
          <p className="small muted">Line {formatCount(line)}</p>
          {turns.map(({ speaker, text }, at) => (
            // oxlint-disable-next-line react/no-array-index-key -- turns never move
            <p key={at}>
              <strong>{speaker ?? 'Nobody named'}</strong> {text}
            </p>
          ))}
          {more > 0 && <p className="small muted">and {plural(more, 'turn')} more</p>}
        </li>
      ))}
    </ol>
  )
}
