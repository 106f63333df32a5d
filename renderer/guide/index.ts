export { GuideMenu, GuidePanel } from './guide-panel'
