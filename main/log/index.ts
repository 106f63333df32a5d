export { createLog, type Log, type MaskingLog } from './log'
