export { type Border, createBorder } from './border'
