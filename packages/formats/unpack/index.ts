export { Keeper, type Kept, type Storage } from './keep.ts'
export { UNPACK_LIMITS } from './limits.ts'
export { unpack, type Leaf, type Refusal, type Unpacked } from './unpack.ts'
