export { exportQuickStart, type ExportLoss } from './console-quick-start'
