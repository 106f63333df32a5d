import { AppFailure, type ObjectRef } from '../../core/contract'
import type { ApiKind, Discovery, KindQuery } from './discovery'

export interface Resources {
  /** By the kind's name as in core/cluster, such as `deployments.apps`. Rejects with AppFailure `cluster.noSuchKind`. */
  named(name: string): Promise<ApiKind>
  /** By what a YAML document says of itself. Rejects with AppFailure `cluster.noSuchKind`. */
  described(apiVersion: string, kind: string): Promise<ApiKind>
}

export function createResources(discovery: () => Discovery | null): Resources {
  const find = async (query: KindQuery, name: string): Promise<ApiKind> => {
    const known = discovery()
    if (known === null) throw new AppFailure({ kind: 'cluster.signedOut' })
    const found = await known.find(query)
    if (found) return found
    // An operator may have brought it since.
    await known.refresh()
    const fresh = await known.find(query)
    if (!fresh) throw new AppFailure({ kind: 'cluster.noSuchKind', name })
    return fresh
  }
  return {
    named: (name) => find(kindQueryOf(name), name),
    described(apiVersion, kind) {
      const slash = apiVersion.indexOf('/')
      const group = slash === -1 ? '' : apiVersion.slice(0, slash)
      return find({ group, version: apiVersion.slice(slash + 1), kind }, `${kind} of ${apiVersion}`)
    },
  }
}

/** `virtualmachines.kubevirt.io` is `virtualmachines` of the group `kubevirt.io`. */
export function kindQueryOf(name: string): { group: string; resource: string } {
  const dot = name.indexOf('.')
  return dot === -1 ? { group: '', resource: name } : { group: name.slice(dot + 1), resource: name.slice(0, dot) }
}

/** The name that core/cluster gives the kind: plural and group. */
export function kindNameOf({ group, plural }: Pick<ApiKind, 'group' | 'plural'>): string {
  return group === '' ? plural : `${plural}.${group}`
}

export function apiVersionOf({ group, version }: Pick<ApiKind, 'group' | 'version'>): string {
  return group === '' ? version : `${group}/${version}`
}

/** The path of all objects of a kind in one namespace; in the whole cluster where that is empty. */
export function collectionPath({ path, plural, namespaced }: ApiKind, namespace: string): string {
  return `${path}${namespaced && namespace !== '' ? `/namespaces/${encodeURIComponent(namespace)}` : ''}/${plural}`
}

export function objectPath(kind: ApiKind, { namespace, name }: Pick<ObjectRef, 'namespace' | 'name'>): string {
  return `${collectionPath(kind, namespace)}/${encodeURIComponent(name)}`
}
