/** What somebody prefers in this browser; nothing of it leaves it. */
export interface Preferences {
  /** `system`: as the device says. */
  theme: Theme
  /** An IANA name, or `system` for that of the device. */
  timeZone: string
}
export const THEMES = ['system', 'light', 'dark'] as const
export type Theme = (typeof THEMES)[number]

const REMEMBERED = 'techdeck.preferences'
const USUAL: Preferences = { theme: 'system', timeZone: 'system' }

const listeners = new Set<() => void>()
let current: Preferences | undefined

/** What is preferred now; what cannot be read, or names what there is not, is as usual. */
export function preferences(): Preferences {
  current ??= read()
  return current
}

/** Remembers a change, and has everything that shows it look again. */
export function prefer(change: Partial<Preferences>): void {
  current = checked({ ...preferences(), ...change })
  storage()?.setItem(REMEMBERED, JSON.stringify(current))
  show()
  for (const listener of listeners) listener()
}

export function watchPreferences(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Puts the theme on the page. */
export function show(): void {
  const { theme } = preferences()
  if (theme === 'system') delete document.documentElement.dataset['theme']
  else document.documentElement.dataset['theme'] = theme
}

/** As formatters take it: absent for that of the device. */
export const zoneOf = ({ timeZone }: Preferences): { timeZone?: string } => (timeZone === 'system' ? {} : { timeZone })

function read(): Preferences {
  try {
    return checked(Object(JSON.parse(storage()?.getItem(REMEMBERED) ?? '{}')) as Partial<Preferences>)
  } catch {
    return USUAL
  }
}

function checked({ theme, timeZone }: Partial<Preferences>): Preferences {
  return {
    theme: THEMES.find((each) => each === theme) ?? USUAL.theme,
    timeZone: typeof timeZone === 'string' && isZone(timeZone) ? timeZone : USUAL.timeZone,
  }
}

function isZone(timeZone: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone }))
  } catch {
    return false
  }
}

/** Absent where there is no browser, or it forbids it. */
const storage = (): Storage | undefined => globalThis.localStorage
