/** A tile has up to 256 hashes of one level; each of the level above is the root over a full one (C2SP tlog-tiles). */
export const TILE_WIDTH = 256

/** The first `width` hashes of tile `index` of a level, one behind the other. */
export interface Tile {
  level: number
  index: number
  hashes: Uint8Array
}

export const tileId = ({ level, index }: Pick<Tile, 'level' | 'index'>): string => `${level}.${index}`
