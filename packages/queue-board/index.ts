export { queueBoard, type QueueBoardDeps } from './board.ts'
export { BOARD_PATH, TOKEN_COOKIE, givePass, tokenOf } from './pass.ts'
