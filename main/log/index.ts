export { createLog, type Log, type MaskingLog } from './log'
export { readRecentTroubles } from './recent'
