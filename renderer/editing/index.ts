export { shortenStackedMarks } from './stacked-marks'
