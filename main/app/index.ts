export { createAppFeature } from './app'
export { type LaunchArguments, readArguments } from './arguments'
export { copyPicture } from './clipboard'
