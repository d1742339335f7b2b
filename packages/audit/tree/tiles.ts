/** A tile has up to 256 hashes of one level; each of the level above is the root over a full one (C2SP tlog-tiles). */
export const TILE_WIDTH = 256

/** The first `width` hashes of tile `index` of a level, one behind the other. */
export interface Tile {
  level: number
  index: number
  hashes: Uint8Array
}

export const tileId = ({ level, index }: Pick<Tile, 'level' | 'index'>): string => `${level}.${index}`

/** Where C2SP tlog-tiles keeps a tile: `tile/0/x001/234`, `tile/0/x001/234.p/17` while it is not full. */
export function tilePath({ level, index }: Pick<Tile, 'level' | 'index'>, width: number = TILE_WIDTH): string {
  const groups: string[] = []
  let rest = index
  do {
    groups.unshift(String(rest % 1000).padStart(3, '0'))
    rest = Math.floor(rest / 1000)
  } while (rest > 0)
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/')
  return `tile/${level}/${path}${width < TILE_WIDTH ? `.p/${width}` : ''}`
}
