import type { ReactNode } from 'react'
import type { Verdict } from './known-log.ts'

/** What this browser found; `children` say what holds. A log that does not is told as loudly as an error. */
export function VerdictNote({ verdict, children }: { verdict: Verdict; children: ReactNode }) {
  if (verdict.kind === 'holds')
    return (
      <div className="note note-good">
        <p>{children}</p>
      </div>
    )
  if (verdict.kind === 'broken')
    return (
      <div className="note note-bad" role="alert">
        <p>
          {verdict.why} Run <code>./techdeck audit verify</code>, and tell whoever answers for this installation.
        </p>
      </div>
    )
  return (
    <div className="note note-warn">
      <p>
        This browser knows no Ed25519, so it cannot check signatures: nothing is proved here. Use a newer one, or{' '}
        <code>./techdeck audit verify</code>.
      </p>
    </div>
  )
}
