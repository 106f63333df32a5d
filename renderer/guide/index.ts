export { GuideMenu, guideCommands } from './guide-menu'
export { GuidePanel } from './guide-panel'
export { stepSearch } from './step-search'
export { startGuide } from './store'
