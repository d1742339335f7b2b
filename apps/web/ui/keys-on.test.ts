import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { keysAreOn, turnKeys, watchKeys } from './keys-on.ts'

/** What of a window this needs. */
const remembered = new Map<string, string>()
const page = Object.assign(new EventTarget(), {
  localStorage: {
    getItem: (name: string) => remembered.get(name) ?? null,
    setItem: (name: string, value: string) => remembered.set(name, value),
    removeItem: (name: string) => remembered.delete(name),
  },
})
const names = ['localStorage', 'addEventListener', 'removeEventListener'] as const
const before = names.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const)

beforeEach(() => {
  const { localStorage } = page
  const addEventListener = page.addEventListener.bind(page)
  const removeEventListener = page.removeEventListener.bind(page)
  for (const [name, value] of Object.entries({ localStorage, addEventListener, removeEventListener }))
    Object.defineProperty(globalThis, name, { value, configurable: true })
})
afterEach(() => {
  for (const [name, descriptor] of before)
    if (descriptor) Object.defineProperty(globalThis, name, descriptor)
    else Reflect.deleteProperty(globalThis, name)
})

describe('keys that are turned off', () => {
  it('are off in all parts of the page at once, and when another window turned them', () => {
    const seen: boolean[] = []
    const stop = [1, 2].map(() => watchKeys(() => seen.push(keysAreOn())))
    turnKeys(false)
    expect(seen).toEqual([false, false])
    remembered.clear()
    page.dispatchEvent(new Event('storage'))
    expect(seen).toEqual([false, false, true, true])
    for (const each of stop) each()
    turnKeys(false)
    turnKeys(true)
    expect(seen).toHaveLength(4)
  })
})
