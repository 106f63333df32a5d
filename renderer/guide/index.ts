export { GuideMenu, guideCommands } from './guide-menu'
export { GuidePanel } from './guide-panel'
export { startGuide } from './store'
