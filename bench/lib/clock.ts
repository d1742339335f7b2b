import { hrtime } from 'node:process'
import { readFile, readdir } from 'node:fs/promises'

/** Milliseconds by the machine's steady clock: the same in all of its processes. */
export function steadyMs(): number {
  const [seconds, nanoseconds] = hrtime()
  return seconds * 1000 + nanoseconds / 1e6
}

/** Seconds of CPU by who takes them: the event loop, the threads of a pool, helpers of V8 and libuv. */
export interface CpuSeconds {
  main: number
  threads: number
  helpers: number
}

/** What a process has used so far; nothing where the system does not tell. Threads that have ended do not count. */
export async function cpuByThread(pid: number | undefined): Promise<CpuSeconds> {
  const seconds = { main: 0, threads: 0, helpers: 0 }
  for (const thread of await readdir(`/proc/${pid}/task`).catch(() => [])) {
    const stat = await readFile(`/proc/${pid}/task/${thread}/stat`, 'utf8').catch(() => '')
    const name = stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')'))
    const kind = Number(thread) === pid ? 'main' : name.startsWith('WorkerThread') ? 'threads' : 'helpers'
    seconds[kind] += usedOf(stat)
  }
  return seconds
}

/** Seconds of CPU that a process has used so far; 0 where the system does not tell. */
export async function cpuSeconds(pid: number | undefined): Promise<number> {
  return usedOf(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''))
}

/** The name in parentheses may hold blanks; what follows it does not. */
function usedOf(stat: string): number {
  const [utime = 0, stime = 0] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number)
  return (utime + stime) / 100
}

/** Seconds of CPU that everything on the machine has used so far; 0 where the system does not tell. */
export async function machineCpuSeconds(): Promise<number> {
  const [all = ''] = (await readFile('/proc/stat', 'utf8').catch(() => '')).split('\n')
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = all.split(/\s+/).slice(1).map(Number)
  return (user + nice + system + irq + softirq + steal) / 100
}

/** The value that a share of all values does not exceed, rounded to hundredths. The values are sorted. */
export function percentile(sorted: ArrayLike<number>, share: number): number {
  const value = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
  return Math.round(value * 100) / 100
}
