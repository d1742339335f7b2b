import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import { session } from '../../app/api.ts'
import { useSession } from '../../session/use-session.ts'
import { ErrorNote } from '../../ui/error-note.tsx'
import { Loading } from '../../ui/parts.tsx'
import { Alone } from './alone.tsx'
import { takeFragment } from './take-fragment.ts'

/** Links are used once, also where React mounts twice. */
let using: Promise<void> | null = null

/** `/sign-in#…`: signs in by a one-time link that `./techdeck up` printed. */
export function LinkPage() {
  const [, go] = useLocation()
  const [problem, setProblem] = useState<unknown>(null)
  const { kind } = useSession()
  useEffect(() => {
    const use = async () => {
      const token = takeFragment()
      if (token !== '') using = session.signInByLink(token)
      if (using === null) return go('/', { replace: true })
      setProblem(null)
      try {
        await using
        using = null
        go('/', { replace: true })
      } catch (error) {
        setProblem(error)
      }
    }
    const onHash = () => {
      if (location.hash !== '') void use()
    }
    void use()
    // A link that is opened where another one failed loads no page.
    addEventListener('hashchange', onHash)
    return () => removeEventListener('hashchange', onHash)
  }, [go])
  return (
    <Alone title={problem ? 'This link does not work' : 'Signing in'}>
      {problem ? (
        <>
          <ErrorNote error={problem} />
          <p>
            A link signs in once, within ten minutes. <code>./techdeck up</code> prints another.
          </p>
          <button
            type="button"
            className="button"
            onClick={() => {
              using = null
              go('/', { replace: true })
            }}
          >
            {kind === 'signed_in' ? 'Go on' : 'To the sign-in'}
          </button>
        </>
      ) : (
        <Loading what="Signing in" />
      )}
    </Alone>
  )
}
