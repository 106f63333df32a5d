export { mergeLines, MOST_CHANGED_LINES, type Differ, type Region } from './merge-lines'
