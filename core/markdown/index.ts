export { endsFence, linesOf, readFence } from './fences'
export { markdownOf, type Page, pagesOf, piecesOf } from './pieces'
export { isTangled, marksIn } from './tangle'
