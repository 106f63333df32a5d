import { type ClusterSnapshot, findObject } from '../fold'
import { KINDS } from '../kinds'
import type { OtherKind } from '../model'
import { type Branches, createBranches } from './branches'
import type { Group, TreeRows } from './rows'
import { sectionId, SECTIONS } from './sections'
import type { TreeView } from './view'
import { counted, isConnected, wordOf } from './words'

const PLAIN = { shared: 0, project: '', open: null, tone: 'none', icon: null, object: null, other: null } as const

/** The rows of the tree as the view wants them: favourites, the six sections, and what else the server offers. */
export function layOutTree(snapshot: ClusterSnapshot, view: TreeView): TreeRows {
  const branches = createBranches(snapshot, view)
  const { layout, filtering } = branches
  const top = layout.group(null, 1)
  if (!filtering) addFavourites(branches, top)
  const connected = isConnected(snapshot)
  for (const { name, word, kinds, within = [], fill } of SECTIONS) {
    const count = (): number => kinds.reduce((sum, kind) => sum + (snapshot.kinds.get(kind)?.count ?? 0), 0)
    branches.addHeading(
      top,
      {
        id: sectionId(name),
        name,
        icon: null,
        word: () => word(branches),
        tones: () => [...kinds, ...within].map((kind) => snapshot.kinds.get(kind)?.tones ?? {}),
        openAtFirst: true,
        leads: connected || count() > 0,
      },
      (inside) => fill(branches, inside),
    )
  }
  addOthers(branches, top)
  if (filtering && layout.length === 0) {
    const nothing = `Nothing here matches “${view.filter.trim()}”`
    layout.add(top, 'note|nothing', [''], (_name, place) => ({ ...PLAIN, ...place, shared: 0, type: 'note', name: nothing, word: '' }))
  }
  return layout.rows()
}

function addFavourites(branches: Branches, top: Group): void {
  const { favourites } = branches.view
  if (favourites.length === 0) return
  branches.addHeading(top, { id: 'favourites', name: 'Favourites', icon: null, word: () => '', tones: () => [], openAtFirst: true }, (group) => {
    for (const { kind, namespace, name } of favourites) {
      branches.layout.add(group, `favourites|${kind}|${namespace}|`, [name], (_name, place) => {
        const object = findObject(branches.snapshot, kind, namespace, name)
        if (!object) return { ...PLAIN, ...place, type: 'note', name, project: namespace, word: 'not here now' }
        const icon = KINDS.find((each) => each.name === kind)?.icon ?? null
        return { ...PLAIN, ...place, type: 'object', name, project: namespace, word: wordOf(object), tone: object.tone, icon, object }
      })
    }
  })
}

/** Every kind without rows of its own leads to a table of its objects. */
function addOthers(branches: Branches, top: Group): void {
  const { others } = branches.view
  const { words, kinds, labels, statuses } = branches.filter
  if (others.length === 0 || labels.length > 0 || statuses.length > 0) return
  const fits = ({ kind, plural, group }: OtherKind): boolean => [...words, ...kinds].every((word) => `${kind} ${plural}.${group}`.toLowerCase().includes(word))
  const byName = new Map(others.filter(fits).map((other) => [`${other.kind} ${other.plural}.${other.group}`, other]))
  const names = [...byName.keys()].sort()
  branches.addHeading(top, { id: 'more', name: 'More', icon: null, word: () => counted(names.length, 'kind', 'kinds'), tones: () => [], openAtFirst: false }, (group) => {
    branches.layout.add(group, 'more|', names, (name, place) => {
      const other = byName.get(name)
      return other && { ...PLAIN, ...place, shared: 0, type: 'kind', name: other.kind, word: other.group || 'core', icon: 'other', other }
    })
  })
}
