import { useEffect, useState } from 'react'

const REMEMBERED = 'techdeck.keys-off'

/** What single keys do, by the key as the keyboard says it, in lower case. */
export type Keys = { readonly [key: string]: () => void }

/**
 * Single keys that do something while this is shown, unless somebody types into a field or has turned them off, as
 * people must be able to who speak to their computer.
 */
export function useKeys(keys: Keys): { isOn: boolean; turn: (on: boolean) => void } {
  const [isOn, setOn] = useState(() => localStorage.getItem(REMEMBERED) === null)
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
  const turn = (on: boolean) => {
    if (on) localStorage.removeItem(REMEMBERED)
    else localStorage.setItem(REMEMBERED, 'yes')
    setOn(on)
  }
  return { isOn, turn }
}

/** Whether the key is for what has the focus. A box to tick takes no letters, and has the focus after a click. */
const isTaken = ({ target, key }: KeyboardEvent): boolean =>
  target instanceof HTMLElement &&
  target.matches(
    key === 'Enter'
      ? 'input:not([type="radio"]), textarea, select, button, a, summary, dialog *, [popover] *'
      : 'input:not([type="radio"], [type="checkbox"]), textarea, select, dialog *, [popover] *',
  )
