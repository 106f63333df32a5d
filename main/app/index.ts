export { createAppFeature, isOldRuntime } from './app'
export { copyPicture } from './clipboard'
export { DEFAULT_PLACE, placeOf, showAt, windowPlaceSchema } from './place'
