import type { Cluster } from 'ioredis'

/**
 * Has `connect` of a Cluster, and of those that are duplicated from it, always come to an end.
 *
 * While a master is being replaced, nodes answer that the Cluster is down: ioredis then drops the attempt that somebody
 * waits for, connects anew by itself, and never tells whoever waited. BullMQ waits so for its blocking connection, and
 * would take no job any more, although the connection is long there.
 */
export function settling(cluster: Cluster): Cluster {
  const connect = cluster.connect.bind(cluster)
  const duplicate = cluster.duplicate.bind(cluster)
  cluster.connect = async () => {
    const { promise: settled, resolve, reject } = Promise.withResolvers<void>()
    const ended = () => reject(new Error('The connection was ended before it was there.'))
    cluster.once('ready', resolve).once('end', ended)
    try {
      await Promise.race([connect(), settled])
    } finally {
      cluster.off('ready', resolve).off('end', ended)
    }
  }
  cluster.duplicate = (...args: Parameters<typeof duplicate>) => settling(duplicate(...args))
  return cluster
}
