import { diff3Merge } from 'node-diff3'

export interface Rebased {
  text: string
  /** Places where both changed the same: mine stands in the text. */
  clashes: number
  /** What they changed is only what the cluster itself writes: its status and its version. */
  onlyStatus: boolean
}

/** My changes of `base` on top of theirs, line by line. */
export function rebase(mine: string, base: string, theirs: string): Rebased {
  let clashes = 0
  const lines = diff3Merge(mine.split('\n'), base.split('\n'), theirs.split('\n'), { excludeFalseConflicts: true }).flatMap((part) => {
    if (part.ok) return part.ok
    // Only the version is always a clash that nobody means: the server wants theirs.
    const versions = [part.conflict?.a, part.conflict?.b].every((side) => side?.every((line) => /^\s*(resourceVersion|generation):/.test(line)))
    if (!versions) clashes += 1
    return (versions ? part.conflict?.b : part.conflict?.a) ?? []
  })
  return { text: lines.join('\n'), clashes, onlyStatus: withoutStatus(base) === withoutStatus(theirs) }
}

/** What people write of an object: everything above `status`, without the counters that every change moves. */
function withoutStatus(text: string): string {
  const status = /^status:/m.exec(text)
  return text.slice(0, status?.index ?? text.length).replace(/^ {2}(resourceVersion|generation): .*$/gm, '')
}
