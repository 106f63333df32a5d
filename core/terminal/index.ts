export { createTextBatch, type TextBatch } from './batch'
export { createMarkReader, readSealedMark, sealMark, type MarkReader, type SealedMark, type ShellMark } from './marks'
export { followMark, type FinishedCommand, type ShellPhase } from './phase'
export { createScrollBack, resetAfter } from './scroll-back'
