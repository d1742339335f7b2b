import { useEffect, useId, useState, type ReactNode, type Ref } from 'react'
import { Link } from 'wouter'

/** A page: its title in the tab and as the heading, and what can be done with what it shows. */
export function Page({
  title,
  lead,
  above,
  actions,
  children,
}: {
  title: string
  lead?: ReactNode
  above?: ReactNode
  actions?: ReactNode
  children: ReactNode
}) {
  useEffect(() => {
    document.title = `${title} · TechDeck`
  }, [title])
  return (
    <>
      <header className="page-head">
        <div>
          {above && <div className="page-above">{above}</div>}
          <h1>{title}</h1>
          {lead && <div className="lead">{lead}</div>}
        </div>
        {actions && <div className="actions">{actions}</div>}
      </header>
      {children}
    </>
  )
}

export function Card({
  title,
  aside,
  children,
  id,
}: {
  title?: ReactNode
  aside?: ReactNode
  children: ReactNode
  id?: string
}) {
  const heading = useId()
  return (
    <section className="card" id={id} aria-labelledby={title ? heading : undefined}>
      {title && (
        <div className="card-head">
          <h2 id={heading}>{title}</h2>
          {aside && <div className="card-aside">{aside}</div>}
        </div>
      )}
      {children}
    </section>
  )
}

/** Views of one thing, each with an address; the first has the address of the thing itself. */
export const Tabs = ({
  label,
  base,
  views,
  view,
}: {
  label: string
  base: string
  views: readonly (readonly [key: string, name: string])[]
  view: string
}) => (
  <nav className="tabs" aria-label={label}>
    {views.map(([key, name], index) => (
      <Link
        key={key}
        href={index === 0 ? base : `${base}/${key}`}
        className="tab"
        aria-current={view === key ? 'page' : undefined}
        ref={view === key ? intoView : null}
      >
        {name}
      </Link>
    ))}
  </nav>
)

/** On a phone, not all of them fit. */
export const intoView = (tab: HTMLElement | null): void => tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' })

/** Names and values of one thing. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: ReactNode] | null)[] }) {
  return (
    <dl className="facts">
      {facts.map(
        (fact) =>
          fact && (
            <div key={fact[0]}>
              <dt>{fact[0]}</dt>
              <dd>{fact[1]}</dd>
            </div>
          ),
      )}
    </dl>
  )
}

export const Empty = ({ title, children }: { title: string; children?: ReactNode }) => (
  <div className="empty">
    <p className="empty-title">{title}</p>
    {children && <div className="muted">{children}</div>}
  </div>
)

export const Loading = ({ what = 'Loading' }: { what?: string }) => (
  <p className="loading" role="status">
    <span className="spinner" aria-hidden="true" /> {what}…
  </p>
)

/** A bar from 0 to 100. */
export const Progress = ({ value, label }: { value: number; label: string }) => (
  <progress className="progress" max={100} value={value} aria-label={label}>
    {value} %
  </progress>
)

/** Puts a text on the clipboard and says so. */
export function Copy({ text, what, label = 'Copy' }: { text: string; what: string; label?: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), 2000)
  }
  return (
    <button type="button" className="button button-small" onClick={() => void copy()} aria-label={`Copy ${what}`}>
      {copied ? 'Copied' : label}
    </button>
  )
}

/** Asks before something is done that cannot be undone. */
export function Confirm({
  label,
  question,
  yes,
  onYes,
  busy = false,
  opener,
}: {
  label: string
  question: string
  yes: string
  onYes: () => void
  busy?: boolean
  /** The button, for whoever presses it by a key. */
  opener?: Ref<HTMLButtonElement>
}) {
  const [dialog, setDialog] = useState<HTMLDialogElement | null>(null)
  const heading = useId()
  return (
    <>
      <button ref={opener} type="button" className="button" disabled={busy} onClick={() => dialog?.showModal()}>
        {label}
      </button>
      <dialog ref={setDialog} aria-labelledby={heading}>
        <p id={heading}>{question}</p>
        <div className="actions">
          <button type="button" className="button" onClick={() => dialog?.close()}>
            Keep it as it is
          </button>
          <button
            type="button"
            className="button button-danger"
            onClick={() => {
              dialog?.close()
              onYes()
            }}
          >
            {yes}
          </button>
        </div>
      </dialog>
    </>
  )
}
