import type { ReactNode } from 'react'
import { useEffect } from 'react'
import { Mark } from '../../app/shell.tsx'

/** The frame of what is shown to somebody who is not signed in. */
export function Alone({ title, children }: { title: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · TechDeck`
  }, [title])
  return (
    <main className="alone">
      <div className="alone-brand">
        <Mark />
        <p>
          <strong>TechDeck</strong>
          <span className="muted">Conversations in, de-identified training data out.</span>
        </p>
      </div>
      <section className="card alone-card">
        <h1>{title}</h1>
        {children}
      </section>
    </main>
  )
}
