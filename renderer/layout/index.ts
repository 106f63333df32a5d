export { changeLayout, restoreLayout, saveLayoutNow, SCALES, scaleBeside, useLayout } from './layout'
