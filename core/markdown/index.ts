export { isTangled, marksIn } from './tangle'
export { piecesOf } from './pieces'
