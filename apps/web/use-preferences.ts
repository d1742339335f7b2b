import { useSyncExternalStore } from 'react'
import { preferences, watchPreferences, type Preferences } from './preferences.ts'

/** What is preferred; who shows it is drawn again when it changes. */
export const usePreferences = (): Preferences => useSyncExternalStore(watchPreferences, preferences)
