import type { KindScope } from '../../core/cluster'
import { main } from '../border'

let told = '[]'

/** Tells main what the tree shows, so that only that is watched. */
export function showInTree(scopes: KindScope[]): void {
  const text = JSON.stringify(scopes)
  if (text === told) return
  told = text
  void main.cluster.look(scopes)
}
