export { AnatomyTab } from './anatomy-tab'
