export { type Capture, captureToNotes, provideCaptureSink } from './capture'
