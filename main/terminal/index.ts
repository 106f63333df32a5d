export { createTerminals, type FinishedInTab, type Terminals } from './terminals'
