import { describe, expect, it } from '@jest/globals'
import { HandedBack } from '@techdeck/core'
import { Turnstile } from './turnstile.ts'

const going = new AbortController().signal
const settled = () => new Promise((resolve) => setImmediate(resolve))

/** Pieces of work that end when they are told to, and who of them is inside. */
function workshop() {
  const turnstile = new Turnstile()
  const inside = new Set<string>()
  const ends = new Map<string, () => void>()
  const pass = (name: string, how: 'beside' | 'alone', signal = going) =>
    turnstile[how](async () => {
      inside.add(name)
      await new Promise<void>((resolve) => ends.set(name, resolve))
      inside.delete(name)
      return name
    }, signal)
  return {
    pass,
    inside: async () => (await settled(), [...inside].join('')),
    end: (name: string) => ends.get(name)!(),
  }
}

describe('a turnstile', () => {
  it('lets in side by side what minds nobody', async () => {
    const { pass, inside, end } = workshop()
    const works = ['a', 'b', 'c'].map((name) => pass(name, 'beside'))
    expect(await inside()).toBe('abc')
    for (const name of 'abc') end(name)
    expect(await Promise.all(works)).toEqual(['a', 'b', 'c'])
  })

  it('lets one in alone when all that was inside has left, and the rest after it', async () => {
    const { pass, inside, end } = workshop()
    for (const name of 'ab') void pass(name, 'beside')
    const alone = pass('X', 'alone')
    for (const name of 'cd') void pass(name, 'beside')
    expect(await inside()).toBe('ab')
    end('a')
    expect(await inside()).toBe('b')
    end('b')
    expect(await inside()).toBe('X')
    end('X')
    expect(await alone).toBe('X')
    expect(await inside()).toBe('cd')
  })

  it('lets several in alone one after the other', async () => {
    const { pass, inside, end } = workshop()
    for (const name of 'XY') void pass(name, 'alone')
    void pass('a', 'beside')
    void pass('Z', 'alone')
    for (const name of ['X', 'Y', 'a', 'Z']) {
      expect(await inside()).toBe(name)
      end(name)
    }
    expect(await inside()).toBe('')
  })

  it('goes on when work throws, alone or not', async () => {
    const turnstile = new Turnstile()
    const failing = async () => {
      throw new Error('broken')
    }
    await expect(turnstile.alone(failing, going)).rejects.toThrow('broken')
    await expect(turnstile.beside(failing, going)).rejects.toThrow('broken')
    expect(await turnstile.alone(async () => 'done', going)).toBe('done')
  })

  it('hands back what is told to stop before it was let in, and lets others in for it', async () => {
    const { pass, inside, end } = workshop()
    const stop = new AbortController()
    void pass('a', 'beside')
    const alone = pass('X', 'alone', stop.signal)
    const beside = pass('b', 'beside', stop.signal)
    void pass('c', 'beside')
    expect(await inside()).toBe('a')
    stop.abort()
    await expect(alone).rejects.toBeInstanceOf(HandedBack)
    await expect(beside).rejects.toBeInstanceOf(HandedBack)
    expect(await inside()).toBe('ac')
    await expect(pass('d', 'beside', stop.signal)).rejects.toBeInstanceOf(HandedBack)
    end('a')
    end('c')
    void pass('Y', 'alone')
    expect(await inside()).toBe('Y')
  })

  it('does not mind being told to stop what is inside: that ends by itself', async () => {
    const { pass, inside, end } = workshop()
    const stop = new AbortController()
    const waited = (void pass('a', 'beside'), pass('X', 'alone', stop.signal))
    end('a')
    expect(await inside()).toBe('X')
    stop.abort()
    void pass('b', 'beside')
    expect(await inside()).toBe('X')
    end('X')
    expect([await waited, await inside()]).toEqual(['X', 'b'])
  })
})
