import { apiVersionOf, type Kind } from '../kinds/kind'
import type { JsonObject } from '../objects/json'

/** The subresources that speak in another kind than their parent's, as discovery tells it. */
const subresourceKinds: Record<string, { group: string; version: string; kind: string }> = {
  scale: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
  eviction: { group: 'policy', version: 'v1', kind: 'Eviction' },
  exec: { group: '', version: 'v1', kind: 'PodExecOptions' },
  attach: { group: '', version: 'v1', kind: 'PodAttachOptions' },
  portforward: { group: '', version: 'v1', kind: 'PodPortForwardOptions' },
  token: { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' },
}

const subresourceVerbs: Record<string, string[]> = {
  status: ['get', 'patch', 'update'],
  scale: ['get', 'patch', 'update'],
  log: ['get'],
  exec: ['create', 'get'],
  attach: ['create', 'get'],
  portforward: ['create', 'get'],
  eviction: ['create'],
  finalize: ['update'],
  token: ['create'],
}

/** Groups whose resources have no objects: KubeVirt's calls on machines and instances. */
const callGroups: Record<string, { version: string; resources: [name: string, kind: string, verbs: string[]][] }> = {
  'subresources.kubevirt.io': {
    version: 'v1',
    resources: [
      ...['start', 'stop', 'restart', 'migrate'].map((call): [string, string, string[]] => [`virtualmachines/${call}`, 'VirtualMachine', ['update']]),
      ...['pause', 'unpause', 'softreboot', 'freeze', 'unfreeze', 'reset'].map((call): [string, string, string[]] => [`virtualmachineinstances/${call}`, 'VirtualMachineInstance', ['update']]),
      ...['vnc', 'vnc/screenshot', 'console', 'guestosinfo', 'userlist', 'filesystemlist'].map((call): [string, string, string[]] => [`virtualmachineinstances/${call}`, 'VirtualMachineInstance', ['get']]),
    ],
  },
}

interface GroupVersion {
  group: string
  version: string
  kinds: Kind[]
}

function groupVersions(kinds: Kind[]): GroupVersion[] {
  const found = new Map<string, GroupVersion>()
  for (const kind of kinds) {
    const key = apiVersionOf(kind)
    const entry = found.get(key) ?? { group: kind.group, version: kind.version, kinds: [] }
    entry.kinds.push(kind)
    found.set(key, entry)
  }
  if (kinds.some((kind) => kind.group === 'kubevirt.io' && kind.plural === 'virtualmachines')) {
    for (const [group, { version }] of Object.entries(callGroups)) found.set(`${group}/${version}`, { group, version, kinds: [] })
  }
  return [...found.values()]
}

export function coreVersions(): JsonObject {
  return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] }
}

export function groupList(kinds: Kind[]): JsonObject {
  return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups(kinds) }
}

export function groupNamed(kinds: Kind[], name: string): JsonObject | undefined {
  const group = groups(kinds).find((one) => one['name'] === name)
  return group === undefined ? undefined : { kind: 'APIGroup', apiVersion: 'v1', ...group }
}

function groups(kinds: Kind[]): JsonObject[] {
  const byName = new Map<string, { groupVersion: string; version: string }[]>()
  for (const { group, version } of groupVersions(kinds)) {
    if (group === '') continue
    byName.set(group, [...(byName.get(group) ?? []), { groupVersion: `${group}/${version}`, version }].sort((a, b) => a.version.length - b.version.length))
  }
  return [...byName].map(([name, versions]) => ({ name, versions, preferredVersion: versions[0] }))
}

export function resourceList(kinds: Kind[], group: string, version: string): JsonObject | undefined {
  const found = groupVersions(kinds).find((one) => one.group === group && one.version === version)
  if (found === undefined) return undefined
  const resources: JsonObject[] = found.kinds.flatMap((kind) => [
    {
      name: kind.plural,
      singularName: kind.singular,
      namespaced: kind.namespaced,
      kind: kind.kind,
      verbs: kind.verbs,
      shortNames: kind.shortNames.length > 0 ? kind.shortNames : undefined,
      categories: kind.categories.length > 0 ? kind.categories : undefined,
    },
    ...kind.subresources.map((name): JsonObject => {
      const other = subresourceKinds[name]
      const verbs = subresourceVerbs[name] ?? ['get']
      return { name: `${kind.plural}/${name}`, singularName: '', namespaced: kind.namespaced, group: other?.group, version: other?.version, kind: other?.kind ?? kind.kind, verbs }
    }),
  ])
  for (const [name, kind, verbs] of callGroups[group]?.resources ?? []) resources.push({ name, singularName: '', namespaced: true, kind, verbs })
  return { kind: 'APIResourceList', apiVersion: 'v1', groupVersion: group === '' ? version : `${group}/${version}`, resources }
}

/** APIGroupDiscoveryList: the whole of /api or /apis in one answer. */
export function aggregatedDiscovery(kinds: Kind[], root: 'api' | 'apis', apiVersion: string): JsonObject {
  const byGroup = new Map<string, JsonObject[]>()
  for (const one of groupVersions(kinds)) {
    if ((one.group === '') !== (root === 'api')) continue
    byGroup.set(one.group, [...(byGroup.get(one.group) ?? []), { version: one.version, freshness: 'Current', resources: one.kinds.map(discovered) }])
  }
  const items = [...byGroup].map(([name, versions]) => ({ metadata: name === '' ? { creationTimestamp: null } : { name, creationTimestamp: null }, versions }))
  return { kind: 'APIGroupDiscoveryList', apiVersion, metadata: {}, items }
}

function discovered(kind: Kind): JsonObject {
  return {
    resource: kind.plural,
    responseKind: { group: kind.group, version: kind.version, kind: kind.kind },
    scope: kind.namespaced ? 'Namespaced' : 'Cluster',
    singularResource: kind.singular,
    verbs: kind.verbs,
    shortNames: kind.shortNames.length > 0 ? kind.shortNames : undefined,
    categories: kind.categories.length > 0 ? kind.categories : undefined,
    subresources:
      kind.subresources.length === 0
        ? undefined
        : kind.subresources.map((subresource): JsonObject => {
            const other = subresourceKinds[subresource] ?? kind
            return { subresource, responseKind: { group: other.group, version: other.version, kind: other.kind }, verbs: subresourceVerbs[subresource] ?? ['get'] }
          }),
  }
}
