export { createConsoleWindow } from './console-window'
export { openLink } from './open-link'
export { type ServedPage, registerAppScheme, serveApp } from './protocol'
export { builtFile, createAppWindow, practiceFolder } from './window'
