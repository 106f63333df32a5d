export { askForSerial, takeAskForSerial } from './asked-serial'
export { forgetScreens, keepScreen, useLastScreen } from './last-screens'
