export { createAcknowledger, createCreditMeter } from './credit'
export type { DownMessage, UpMessage } from './wire'
