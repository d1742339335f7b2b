/** One series of a scrape. */
export interface Series {
  name: string
  labels: { readonly [label: string]: string }
  value: number
  /** What its metric is: a sum that only grows, or a figure that goes up and down. */
  grows: boolean
}

const LINE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)$/
const LABEL = /(?:^|,)([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g
const PATIENCE_MS = 1000

/**
 * Reads the figures of some processes, as Prometheus would: each series with `job` and `instance` of its process, and
 * `up` for each, which is 0 where a process did not answer within a second.
 *
 * @param targets address of the figures by `job/instance`
 */
export async function scrape(targets: { readonly [target: string]: string }): Promise<Series[]> {
  const all = await Promise.all(
    Object.entries(targets).map(async ([target, url]) => {
      const [job = '', instance = ''] = target.split('/')
      const text = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) }).then(
        (answer) => answer.text(),
        () => null,
      )
      const own = (series: Series): Series => ({ ...series, labels: { ...series.labels, job, instance } })
      return [...parse(text ?? ''), { name: 'up', labels: {}, value: text === null ? 0 : 1, grows: false }].map(own)
    }),
  )
  return all.flat()
}

function parse(text: string): Series[] {
  const types = new Map(Array.from(text.matchAll(/^# TYPE (\S+) (\S+)$/gm), ([, name, type]) => [name, type]))
  return text.split('\n').flatMap((line) => {
    const [, name, labels = '', value] = LINE.exec(line) ?? []
    if (name === undefined || value === undefined) return []
    const type = types.get(name) ?? types.get(name.replace(/_(bucket|sum|count)$/, ''))
    return {
      name,
      labels: Object.fromEntries(Array.from(labels.matchAll(LABEL), ([, label, said]) => [label, said])),
      value: Number(value),
      grows: type === 'counter' || type === 'histogram',
    }
  })
}
