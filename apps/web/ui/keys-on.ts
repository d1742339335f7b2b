const REMEMBERED = 'techdeck.keys-off'
const listeners = new Set<() => void>()

/** Whether single keys do something: remembered by the browser, and the same in all parts and windows at once. */
export const keysAreOn = (): boolean => localStorage.getItem(REMEMBERED) === null

export function turnKeys(on: boolean): void {
  if (on) localStorage.removeItem(REMEMBERED)
  else localStorage.setItem(REMEMBERED, 'yes')
  for (const listener of listeners) listener()
}

export function watchKeys(listener: () => void): () => void {
  listeners.add(listener)
  // Another window turned them on or off.
  addEventListener('storage', listener)
  return () => {
    listeners.delete(listener)
    removeEventListener('storage', listener)
  }
}
