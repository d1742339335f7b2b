import { useEffect, useSyncExternalStore } from 'react'
import { keysAreOn, turnKeys, watchKeys } from './keys-on.ts'

/** What single keys do, by the key as the keyboard says it, in lower case. */
export type Keys = { readonly [key: string]: () => void }

/**
 * Single keys that do something while this is shown, unless somebody types into a field or has turned them off, as
 * people must be able to who speak to their computer.
 */
export function useKeys(keys: Keys): { isOn: boolean; turn: (on: boolean) => void } {
  const isOn = useSyncExternalStore(watchKeys, keysAreOn)
  useEffect(() => {
    if (!isOn) return undefined
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.altKey || event.metaKey || event.repeat || isTaken(event)) return
      const act = keys[event.key.toLowerCase()]
      if (!act) return
      event.preventDefault()
      act()
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [isOn, keys])
  return { isOn, turn: turnKeys }
}

/** Whether the key is for what has the focus. A box to tick takes no letters, and has the focus after a click. */
const isTaken = ({ target, key }: KeyboardEvent): boolean =>
  target instanceof HTMLElement &&
  target.matches(
    key === 'Enter'
      ? 'input:not([type="radio"]), textarea, select, button, a, summary, dialog *, [popover] *'
      : 'input:not([type="radio"], [type="checkbox"]), textarea, select, dialog *, [popover] *',
  )
