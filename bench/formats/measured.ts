import { peakRssMb } from '../lib/stack.ts'

/** Times pieces of work in this process. */
export class Stopwatch {
  #seconds = 0

  async time<T>(work: () => Promise<T>): Promise<T> {
    const began = performance.now()
    const result = await work()
    this.#seconds += (performance.now() - began) / 1000
    return result
  }

  /** Prints what was timed, with the process's peak memory, as one line of JSON. */
  async print(figures: Record<string, number>): Promise<void> {
    console.log(JSON.stringify({ seconds: this.#seconds, peak_rss_mb: await peakRssMb(process.pid), ...figures }))
  }
}

/** Times a piece of work in this process, and prints it with the process's peak memory as one line of JSON. */
export async function measured(work: () => Promise<Record<string, number>>): Promise<void> {
  const watch = new Stopwatch()
  await watch.print(await watch.time(work))
}
