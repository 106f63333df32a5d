export { forgetScreens, keepScreen, useLastScreen } from './last-screens'
