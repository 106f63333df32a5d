export { createAppFeature } from './app'
export { readArguments } from './arguments'
