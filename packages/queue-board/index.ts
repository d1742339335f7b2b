export { queueBoard, type QueueBoardDeps } from './board.ts'
export { BOARD_PATH, givePass } from './pass.ts'
