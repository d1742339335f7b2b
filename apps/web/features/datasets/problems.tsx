import type { DatasetView } from '@techdeck/contracts'
import { formatCount, plural } from '@techdeck/client/figures'

/** What inspection noticed: what it is, where it stands, and what to do. */
export function Problems({ dataset: { files, problems, status } }: { dataset: DatasetView }) {
  if (problems.length === 0) return null
  return (
    <details className="note note-warn" open={status === 'invalid' || problems.length <= 3}>
      <summary>
        {status === 'invalid'
          ? 'This cannot be read as conversations.'
          : `${plural(problems.length, 'thing')} to know of how it was read`}
      </summary>
      <ul>
        {problems.map((problem) => (
          <li key={`${problem.code} ${problem.file} ${problem.line}`}>
            {problem.message}{' '}
            <span className="muted">
              {[
                problem.file !== undefined && files[problem.file]?.name,
                problem.line !== undefined && `first at line ${formatCount(problem.line)}`,
                problem.byte_offset !== undefined && `byte ${formatCount(problem.byte_offset)}`,
              ]
                .filter(Boolean)
                .join(', ')}
            </span>
          </li>
        ))}
      </ul>
    </details>
  )
}
