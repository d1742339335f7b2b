import { useQuery } from '@tanstack/react-query'
import type { MappingFields } from '@techdeck/contracts'
import { client } from '../../app/api.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/parts.tsx'
import { PartFields } from '../datasets/part-fields.tsx'

/** Says which column or field means what in one row; its file is read as before. */
export function RowMapping({
  id,
  row,
  mapping,
  onChange,
}: {
  id: string
  row: string
  mapping: MappingFields
  onChange: (mapping: MappingFields) => void
}) {
  const [file = ''] = row.split('.')
  const readings = useQuery({
    queryKey: ['readings', id, 'of', file],
    queryFn: ({ signal }) => client.listReadings({ params: { id }, query: { file: Number(file) }, signal }),
  })
  if (readings.isPending) return <Loading what="Looking at the columns of its file" />
  if (readings.isError) return <ErrorNote error={readings.error} onRetry={() => void readings.refetch()} />
  const columns = readings.data.data[0]?.columns ?? []
  return (
    <fieldset>
      <legend>Which column or field means what in this row</legend>
      <PartFields
        columns={columns}
        parts={mapping}
        onChange={(part, column) => {
          const { [part]: _, ...rest } = mapping
          onChange(column === '' ? rest : { ...rest, [part]: column })
        }}
      />
    </fieldset>
  )
}
