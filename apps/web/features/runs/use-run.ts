import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { isFinal, type ExecutionView, type Tracker } from '@techdeck/contracts'
import { client, live, queries } from '../../app/api.ts'

/**
 * A run as it is now. While it is under way, progress comes over the socket, and each change of a stage has the record
 * read again, so that counts are those that are stored. `problem` is why it cannot be followed any further.
 */
export function useRun(id: string): { run: UseQueryResult<ExecutionView>; tracker: Tracker | null; problem: unknown } {
  const [tracker, setTracker] = useState<Tracker | null>(null)
  const [problem, setProblem] = useState<unknown>(null)
  const run = useQuery({
    queryKey: ['run', id],
    queryFn: ({ signal }) => client.getPipeline({ params: { id }, signal }),
  })
  const isOver = run.data ? isFinal(run.data.status) : null

  useEffect(() => {
    if (isOver !== false) return undefined
    setProblem(null)
    let asked = false
    const readAgain = () => {
      if (asked) return
      asked = true
      // Several events at once have it read once.
      setTimeout(() => {
        asked = false
        void queries.invalidateQueries({ queryKey: ['run', id] })
      }, 100)
    }
    return live.follow(
      { executionId: id },
      {
        progress: setTracker,
        event: readAgain,
        end: () => {
          readAgain()
          void queries.invalidateQueries({ queryKey: ['runs'] })
          for (const part of ['report', 'exports', 'quarantine', 'events', 'conversations'])
            void queries.invalidateQueries({ queryKey: [part] })
        },
        error: setProblem,
      },
    )
  }, [id, isOver])

  return { run, tracker, problem }
}
