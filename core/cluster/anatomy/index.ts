export { drawAnatomy } from './draw'
export type { AnatomyFacts, Seen } from './facts'
export { type Anatomy, type AnatomyHost, type AnatomyLink, type AnatomyPart, EXPLANATIONS,  } from './model'
