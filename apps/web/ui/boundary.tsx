import { Component, type ReactNode } from 'react'

/** Around what is fetched later: where it cannot be, the rest of the page stays, and says what to do. */
export class Boundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { failed: boolean } {
    return { failed: true }
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return (
      <div className="note note-bad" role="alert">
        <p>This part of the page cannot be shown. A new version may have come, or the connection is gone.</p>
        <button type="button" className="button" onClick={() => location.reload()}>
          Load the page again
        </button>
      </div>
    )
  }
}
