import { useMutation } from '@tanstack/react-query'
import type { DatasetView, MappingBody } from '@techdeck/contracts'
import { client, queries } from '../../app/api.ts'

/** Says how a data set, or a file of it, is to be read; it is inspected again, which the page of the data set follows. */
export function useSayHow(id: string, onSaid: (dataset: DatasetView) => void) {
  return useMutation({
    mutationFn: (body: MappingBody) => client.setMapping({ params: { id }, body }),
    onSuccess: (dataset) => {
      queries.setQueryData(['dataset', id], dataset)
      void queries.invalidateQueries({ queryKey: ['datasets'] })
      onSaid(dataset)
    },
  })
}
