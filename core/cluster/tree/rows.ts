import { placeOf } from '../fold'
import type { KindIcon } from '../kinds'
import type { ClusterObject, OtherKind, Tone } from '../model'

export interface TreeRow {
  /** Stable over changes and restarts; what `TreeView.flipped` holds. */
  readonly id: string
  /** `kind`: one of the kinds under More, whose objects have a page of their own. */
  readonly type: 'heading' | 'object' | 'kind' | 'note'
  readonly parent: string | null
  /** From 1, as ARIA counts. */
  readonly level: number
  readonly position: number
  readonly setSize: number
  readonly name: string
  /** How much of the name's start it shares with a neighbour: what may be left out first where the name is too long. */
  readonly shared: number
  /** The project, where the row does not stand under it; else empty. */
  readonly project: string
  /** Null for a leaf. */
  readonly open: boolean | null
  /** What stands at the right: a status word, a fact or a count; may be empty. */
  readonly word: string
  /** The status icon; on a closed branch the worst of what is inside. */
  readonly tone: Tone
  /** Null on the first level, and for notes. */
  readonly icon: KindIcon | null
  readonly object: ClusterObject | null
  readonly other: OtherKind | null
}

/**
 * The rows of the tree, made when they are asked for: a tree of 50,000 rows of which forty are on the screen costs forty. The layout stays
 * valid until the snapshot's membership changes; words and tones are always read fresh.
 */
export interface TreeRows {
  readonly length: number
  at(index: number): TreeRow | undefined
  /** -1 where there is no such row. */
  indexOf(id: string): number
}

export interface Group {
  readonly id: string | null
  readonly level: number
  size: number
}

export type Place = Pick<TreeRow, 'id' | 'parent' | 'level' | 'position' | 'setSize' | 'shared'>

/** A run of rows with ids `prefix + name`, in the order of their names. */
interface Segment {
  readonly start: number
  readonly prefix: string
  readonly names: readonly string[]
  readonly group: Group
  /** How many rows of the group come before this segment. */
  readonly offset: number
  readonly row: (name: string, place: Place) => TreeRow | undefined
}

export interface Layout {
  readonly length: number
  group(id: string | null, level: number): Group
  add(group: Group, prefix: string, names: readonly string[], row: Segment['row']): void
  /** Takes back the last segment, a heading that turned out to have nothing inside. */
  undo(group: Group): void
  rows(): TreeRows
}

export function createLayout(): Layout {
  const segments: Segment[] = []
  let length = 0

  const find = (index: number): Segment | undefined => {
    let low = 0
    let high = segments.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((segments[middle] as Segment).start <= index) low = middle + 1
      else high = middle
    }
    return segments[low - 1]
  }

  return {
    get length() {
      return length
    },
    group: (id, level) => ({ id, level, size: 0 }),
    add(group, prefix, names, row) {
      if (names.length === 0) return
      segments.push({ start: length, prefix, names, group, offset: group.size, row })
      group.size += names.length
      length += names.length
    },
    undo(group) {
      const last = segments.pop()
      length -= last?.names.length ?? 0
      group.size -= last?.names.length ?? 0
    },
    rows() {
      const total = length
      const byPrefix = new Map<string, Segment[]>()
      for (const segment of segments) {
        const alike = byPrefix.get(segment.prefix)
        if (alike) alike.push(segment)
        else byPrefix.set(segment.prefix, [segment])
      }
      return {
        length: total,
        at(index) {
          if (index < 0 || index >= total) return undefined
          const segment = find(index)
          const within = segment ? index - segment.start : 0
          const name = segment?.names[within]
          if (!segment || name === undefined) return undefined
          const { group, prefix, names } = segment
          return segment.row(name, {
            id: prefix + name,
            parent: group.id,
            level: group.level,
            position: segment.offset + within + 1,
            setSize: group.size,
            shared: Math.max(sharedStart(name, names[within - 1]), sharedStart(name, names[within + 1])),
          })
        },
        indexOf(id) {
          const whole = byPrefix.get(id)?.[0]
          if (whole && whole.names[0] === '') return whole.start
          const name = id.slice(id.lastIndexOf('|') + 1)
          for (const segment of byPrefix.get(id.slice(0, id.length - name.length)) ?? []) {
            const within = placeOf(segment.names, name)
            if (segment.names[within] === name) return segment.start + within
          }
          return -1
        },
      }
    },
  }
}

/** Length of the common start of two names, up to the last dash or dot in it or right behind it: a word is kept or left out as a whole. */
function sharedStart(name: string, neighbour: string | undefined): number {
  if (neighbour === undefined) return 0
  let length = 0
  while (length < name.length && name[length] === neighbour[length]) length += 1
  return Math.max(name.lastIndexOf('-', length), name.lastIndexOf('.', length)) + 1
}
