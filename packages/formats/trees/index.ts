export { mainPath, type TreeNode } from './main-path.ts'
