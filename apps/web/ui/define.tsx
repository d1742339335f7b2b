import { useId, type ReactNode } from 'react'

/** What a figure means, at hand beside it. */
export function Define({ what, children }: { what: string; children: ReactNode }) {
  const id = useId()
  return (
    <>
      <button type="button" className="define" popoverTarget={id} aria-label={`What ${what} means`}>
        ?
      </button>
      <span id={id} popover="auto" className="define-text">
        {children}
      </span>
    </>
  )
}
