import { type KindScope, KINDS } from '../../core/cluster'
import { main } from '../border'

let tree: readonly KindScope[] = []
const searches = new Set<symbol>()
let told = '[]'

/** Tells main what the tree shows, so that only that is watched. */
export function showInTree(scopes: readonly KindScope[]): void {
  tree = scopes
  tell()
}

/** Has main watch every kind of the tree until the answer is called: somebody searches for an object by its name. */
export function lookEverywhere(): () => void {
  const search = Symbol('search')
  searches.add(search)
  tell()
  return () => {
    searches.delete(search)
    tell()
  }
}

function tell(): void {
  const everywhere = KINDS.filter(({ always }) => always !== true).map(({ name }): KindScope => ({ kind: name, namespace: '' }))
  const scopes = searches.size > 0 ? [...tree, ...everywhere] : [...tree]
  const text = JSON.stringify(scopes)
  if (text === told) return
  told = text
  void main.cluster.look(scopes)
}
