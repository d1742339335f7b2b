import { parser } from '@prometheus-io/lezer-promql'

/** What an expression asks for: each metric with the labels that are matched on it, and those that results go by. */
export interface Asked {
  metrics: { name: string; labels: string[] }[]
  grouped: string[]
}

/** Reads an expression of PromQL. @throws an Error that names what is not one */
export function askedBy(expression: string): Asked {
  // What Grafana puts in place before it asks.
  const text = expression.replaceAll('$__rate_interval', '5m')
  const asked: Asked = { metrics: [], grouped: [] }
  parser.parse(text).iterate({
    enter(node) {
      const said = () => text.slice(node.from, node.to)
      if (node.type.isError) throw new Error(`This is no PromQL at ${node.from}: ${text}`)
      if (node.name === 'VectorSelector') asked.metrics.push({ name: '', labels: [] })
      else if (node.name === 'Identifier') asked.metrics.at(-1)!.name = said()
      else if (node.name === 'LabelName')
        if (node.node.parent?.name === 'GroupingLabels') asked.grouped.push(said())
        else asked.metrics.at(-1)!.labels.push(said())
    },
  })
  return asked
}
