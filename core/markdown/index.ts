export { isTangled, marksIn } from './tangle'
