export { RecapDialog } from './recap-dialog'
