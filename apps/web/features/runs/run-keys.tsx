import { useMemo, useState } from 'react'
import { KeysHelp } from '../../ui/keys.tsx'
import { useKeys } from '../../ui/use-keys.ts'

const KEYS = [
  ['C', 'cancel the run'],
  ['R', 'continue it'],
  ['Q', 'show or hide waiting, in the timeline'],
  ['?', 'these keys'],
] as const

/** Which keys do what on the page of a run. */
export function RunKeys({ isOn, turn }: { isOn: boolean; turn: (on: boolean) => void }) {
  const [dialog, setDialog] = useState<HTMLDialogElement | null>(null)
  useKeys(useMemo(() => ({ '?': () => dialog?.showModal() }), [dialog]))
  return (
    <>
      <button type="button" className="button keys-button" onClick={() => dialog?.showModal()}>
        Keys
      </button>
      <dialog ref={setDialog} aria-label="Keys">
        <KeysHelp keys={KEYS} isOn={isOn} turn={turn} />
        <div className="actions">
          <button type="button" className="button" onClick={() => dialog?.close()}>
            Close
          </button>
        </div>
      </dialog>
    </>
  )
}
