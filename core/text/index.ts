export { boundMarks, STACKED } from './bound-marks'
