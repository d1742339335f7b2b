/** A message of a conversation that may go on in more than one way. */
export interface TreeNode {
  id: string | undefined
  /** Id of the message that it answers. */
  parent: string | undefined
  /** Place among the answers to the same message, the best first. */
  rank?: number | undefined
}

/**
 * Indices of one way through a tree of messages, from its first root to a leaf: at each fork the best rank, else the
 * answer after which the conversation goes on for longest, else the first. `null` where parents name no message of the
 * list, so that it is no tree. Takes any order, forks of any width, and parents that go in circles.
 */
export function mainPath(nodes: readonly TreeNode[]): number[] | null {
  const byId = new Map<string, number>()
  for (const [index, { id }] of nodes.entries()) if (id !== undefined && !byId.has(id)) byId.set(id, index)
  const children = new Map<number, number[]>()
  const roots: number[] = []
  for (const [index, { parent }] of nodes.entries()) {
    const above = parent === undefined ? undefined : byId.get(parent)
    if (above === undefined || above === index) roots.push(index)
    else if (children.has(above)) children.get(above)?.push(index)
    else children.set(above, [index])
  }
  if (children.size === 0 || roots.length === 0) return null
  const heights = heightsBelow(roots[0], children)
  const path: number[] = []
  for (let at: number | undefined = roots[0]; at !== undefined; at = best(children.get(at), nodes, heights))
    path.push(at)
  return path
}

/** How many messages follow below each one that can be reached. */
function heightsBelow(root: number, children: ReadonlyMap<number, number[]>): Map<number, number> {
  const reached = [root]
  for (const at of reached) for (const child of children.get(at) ?? []) reached.push(child)
  const heights = new Map<number, number>()
  for (const at of reached.toReversed())
    heights.set(at, 1 + (children.get(at) ?? []).reduce((most, child) => Math.max(most, heights.get(child) ?? 0), 0))
  return heights
}

function best(
  among: readonly number[] | undefined,
  nodes: readonly TreeNode[],
  heights: ReadonlyMap<number, number>,
): number | undefined {
  const rank = (index: number) => nodes[index].rank ?? Infinity
  return among?.toSorted((a, b) =>
    rank(a) === rank(b) ? (heights.get(b) ?? 0) - (heights.get(a) ?? 0) : rank(a) - rank(b),
  )[0]
}
