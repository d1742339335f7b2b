import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { startChild, startReady } from './child.ts'
import { withInstallLock } from './install-lock.ts'
import { findOnPath } from './on-path.ts'
import { canConnect, choosePort, freePort, isPortFree } from './ports.ts'
import { isAlive, startMark } from './processes.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'processes-'))
})
afterEach(() => rm(folder, { recursive: true }))

const sleeper = { name: 'a sleeper', command: '/bin/sh', args: ['-c', 'trap "" TERM; while :; do sleep 0.05; done'] }

describe('a child', () => {
  it('that ignores SIGTERM is killed when its time is over', async () => {
    const child = await startChild(sleeper)
    const mark = await startMark(child.pid)
    expect(mark).not.toBeNull()
    expect(await startMark(child.pid)).toBe(mark)
    await child.stop(100)
    expect(child.isRunning()).toBe(false)
    expect(isAlive(child.pid)).toBe(false)
    expect(await startMark(child.pid)).toBeNull()
  })

  it('that is not there cannot be started', async () => {
    const missing = startChild({ name: 'nothing', command: join(folder, 'nothing'), args: [] })
    await expect(missing).rejects.toMatchObject({
      code: 'RESOURCE_UNAVAILABLE',
      message: 'nothing could not be started.',
    })
  })

  it('that does not answer in time, or whose starter gave up, is gone', async () => {
    const pids: number[] = []
    const options = { ...sleeper, isReady: async () => false, onSpawn: (pid: number) => void pids.push(pid) }
    await expect(startReady({ ...options, timeoutMs: 100 })).rejects.toThrow('did not answer within 0.1 s')
    const signal = AbortSignal.timeout(100)
    await expect(startReady({ ...options, signal })).rejects.toMatchObject({ name: 'TimeoutError' })
    expect(pids.map(isAlive)).toEqual([false, false])
  })
})

describe('a lock on an installation', () => {
  it('lets one in at a time', async () => {
    let inside = 0
    let most = 0
    const install = async () => {
      most = Math.max(most, ++inside)
      await new Promise((resolve) => setTimeout(resolve, 20))
      inside--
    }
    await Promise.all([1, 2, 3].map(() => withInstallLock(folder, install)))
    expect(most).toBe(1)
  })

  it('is taken over when its owner is gone, and freed when the installation fails', async () => {
    const child = await startChild(sleeper)
    await child.kill()
    await mkdir(join(folder, '.install.lock'))
    await writeFile(join(folder, '.install.lock', 'pid'), String(child.pid))
    await expect(withInstallLock(folder, () => Promise.reject(new Error('no room')))).rejects.toThrow('no room')
    expect(await withInstallLock(folder, async () => 'done')).toBe('done')
  })
})

describe('ports', () => {
  it('are chosen so that nobody else has them', async () => {
    const taken = await freePort()
    const server = createServer().listen(taken, '127.0.0.1')
    await once(server, 'listening')
    expect(await isPortFree(taken)).toBe(false)
    expect(await canConnect(taken)).toBe(true)
    expect(await choosePort(taken)).not.toBe(taken)
    await expect(choosePort(5000, taken)).rejects.toMatchObject({ code: 'CONFLICT' })
    server.close()
    await once(server, 'close')
    expect(await choosePort(5000, taken)).toBe(taken)
    expect(await canConnect(taken)).toBe(false)
  })

  it('are given to one asker each', async () => {
    const ports = await Promise.all(Array.from({ length: 40 }, () => freePort()))
    expect(new Set(ports).size).toBe(40)
  })
})

describe('a program', () => {
  it('is found on a path only where it may be run', async () => {
    await writeFile(join(folder, 'plain'), '')
    expect(await findOnPath(['plain'], folder)).toBeNull()
    expect(await findOnPath(['nothing', 'sh'], `${folder}:/bin`)).toBe('/bin/sh')
  })
})
