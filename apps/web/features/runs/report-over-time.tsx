import type { ReportView } from '@techdeck/contracts'
import { formatCount, formatShare } from '@techdeck/client/figures'
import { Define } from '../../ui/define.tsx'
import { Card } from '../../ui/parts.tsx'
import { coursesOf, type Course } from './over-time.ts'

const REPLIES = { question: 'Questions', reflection: 'Reflections', therapist_input: 'Advice and information' } as const
const TALK = { change: 'Change talk', sustain: 'Sustain talk' } as const

/** What helpers do and clients say, from the first tenth of a session to its last. */
export function OverTime({ therapy }: Pick<ReportView, 'therapy'>) {
  const sets = Object.values(therapy)
  const replies = coursesOf(sets, 'behaviours', Object.keys(REPLIES))
  const talk = coursesOf(sets, 'talk', Object.keys(TALK))
  if (replies.length + talk.length === 0) return null
  return (
    <Card
      title="Over the session"
      aside={
        <Define what="Over the session">
          Each session of ten turns or more is cut into tenths by its turns. A bar is the share of the label in all
          replies of the helper, or in all that the client says, in that tenth.
        </Define>
      }
    >
      <div className="courses">
        {replies.map((course) => (
          <CourseFigure
            key={course.label}
            course={course}
            name={REPLIES[course.label as keyof typeof REPLIES]}
            of="replies"
          />
        ))}
        {talk.map((course) => (
          <CourseFigure
            key={course.label}
            course={course}
            name={TALK[course.label as keyof typeof TALK]}
            of="client turns"
          />
        ))}
      </div>
    </Card>
  )
}

function CourseFigure({ course: { shares, count }, name, of }: { course: Course; name: string; of: string }) {
  const most = Math.max(0.01, ...shares.map((share) => share ?? 0))
  const said = shares.map((share, at) => `${at + 1}: ${share === null ? 'none' : formatShare(share)}`).join('; ')
  return (
    <figure className="course">
      <figcaption>
        {name}{' '}
        <span className="muted small">
          share of {of}, {formatCount(count)} in all
        </span>
      </figcaption>
      <div className="course-plot" role="img" aria-label={`${name}, share of ${of} by tenths of the session. ${said}.`}>
        {shares.map((share, at) => (
          <span
            // oxlint-disable-next-line react/no-array-index-key -- tenths never move
            key={at}
            className="course-bar"
            style={{ blockSize: `${((share ?? 0) / most) * 80}%` }}
            title={share === null ? 'none' : formatShare(share)}
          />
        ))}
        <span className="course-most small muted">{formatShare(most)}</span>
      </div>
      <p className="course-axis small muted" aria-hidden="true">
        <span>first tenth</span>
        <span>last</span>
      </p>
    </figure>
  )
}
