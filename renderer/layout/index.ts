export { changeLayout, restoreLayout, saveLayoutNow, useLayout } from './layout'
