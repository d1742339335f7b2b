import { peakRssMb } from '../lib/stack.ts'

/** Times a piece of work in this process, and prints it with the process's peak memory as one line of JSON. */
export async function measured(work: () => Promise<Record<string, number>>): Promise<void> {
  const began = performance.now()
  const figures = await work()
  const seconds = (performance.now() - began) / 1000
  console.log(JSON.stringify({ seconds, peak_rss_mb: await peakRssMb(process.pid), ...figures }))
}
