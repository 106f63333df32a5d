import { diffArrays } from 'diff'
import { mergeLines, MOST_CHANGED_LINES } from '../../../core/three-way'

export interface Rebased {
  text: string
  /** Places where both changed the same: mine stands in the text. */
  clashes: number
  /** What they changed is only what the cluster itself writes: its status and its version. */
  onlyStatus: boolean
}

/** My changes of `base` on top of theirs, line by line. An object that one side has written anew is one single clash. */
export function rebase(mine: string, base: string, theirs: string): Rebased {
  const onlyStatus = withoutStatus(base) === withoutStatus(theirs)
  const regions = mergeLines(base.split('\n'), mine.split('\n'), theirs.split('\n'), (from, to) => diffArrays(from, to, { maxEditLength: MOST_CHANGED_LINES }))
  if (regions === null) return { text: mine, clashes: 1, onlyStatus }
  let clashes = 0
  const lines = regions.flatMap((region) => {
    if (region.kind === 'agreed') return region.lines
    // Only the version is always a clash that nobody means: the server wants theirs.
    const versions = [...region.mine, ...region.theirs].every((line) => /^\s*(resourceVersion|generation):/.test(line))
    if (!versions) clashes += 1
    return versions ? region.theirs : region.mine
  })
  return { text: lines.join('\n'), clashes, onlyStatus }
}

/** What people write of an object: everything above `status`, without the counters that every change moves. */
function withoutStatus(text: string): string {
  const status = /^status:/m.exec(text)
  return text.slice(0, status?.index ?? text.length).replace(/^ {2}(resourceVersion|generation): .*$/gm, '')
}
