export { Keeper, type Kept, type Storage } from './keep.ts'
export { unpack, type Leaf, type Refusal, type Unpacked } from './unpack.ts'
