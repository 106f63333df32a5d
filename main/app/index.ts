export { createAppFeature } from './app'
export { type LaunchArguments, readArguments } from './arguments'
