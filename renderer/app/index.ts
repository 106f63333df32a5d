export { App } from './app'
export { startApp } from './store'
