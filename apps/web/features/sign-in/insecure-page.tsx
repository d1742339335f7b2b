import { Alone } from './alone.tsx'

/** What is shown where a browser keeps no cookie of ours and sends what is typed in the clear: over plain http. */
export const InsecurePage = () => (
  <Alone title="This page needs https">
    <p>
      It was opened over plain <code>http</code> from another machine, where anybody on the way could read along. Open
      it by its <code>https</code> address, or on the machine where TechDeck runs.
    </p>
  </Alone>
)
