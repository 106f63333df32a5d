export type { RunningCommand } from './running-command'
export { createTerminals, type FinishedInTab, type Terminals, type TerminalsOptions } from './terminals'
