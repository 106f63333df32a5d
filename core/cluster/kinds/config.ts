import type { WatchedKind } from './kind'

// Only names and labels are asked for: what a Secret holds never comes near the tree, and a ConfigMap may hold a megabyte.
const NOTHING = { status: '', tone: 'none' } as const

export const configMaps: WatchedKind = {
  name: 'configmaps',
  kind: 'ConfigMap',
  path: '/api/v1',
  plural: 'configmaps',
  namespaced: true,
  metadataOnly: true,
  words: 'config maps',
  icon: 'config',
  badge: 'CM',
  details: [],
  summarize: () => NOTHING,
}

export const secrets: WatchedKind = {
  name: 'secrets',
  kind: 'Secret',
  path: '/api/v1',
  plural: 'secrets',
  namespaced: true,
  metadataOnly: true,
  words: 'secrets',
  icon: 'secret',
  badge: 'S',
  details: [],
  summarize: () => NOTHING,
}
