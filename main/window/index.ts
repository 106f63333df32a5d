export { openLink } from './open-link'
export { DEFAULT_PLACE, placeOf, visiblePlace, windowPlaceSchema } from './place'
export { registerAppScheme, serveApp } from './protocol'
export { builtFile, createAppWindow } from './window'
