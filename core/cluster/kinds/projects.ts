import { textAt } from '../raw'
import type { WatchedKind } from './kind'

export const projects: WatchedKind = {
  name: 'projects.project.openshift.io',
  kind: 'Project',
  path: '/apis/project.openshift.io/v1',
  plural: 'projects',
  fallback: { path: '/api/v1', plural: 'namespaces' },
  namespaced: false,
  always: true,
  words: 'projects',
  icon: 'project',
  badge: 'PR',
  details: [
    ['displayName', 'Display name'],
    ['description', 'Description'],
    ['requester', 'Requested by'],
  ],
  summarize(raw) {
    const phase = textAt(raw, ['status', 'phase']) ?? 'Active'
    return {
      status: phase,
      tone: phase === 'Active' ? 'ok' : 'progress',
      facts: {
        displayName: textAt(raw, ['metadata', 'annotations', 'openshift.io/display-name']),
        description: textAt(raw, ['metadata', 'annotations', 'openshift.io/description'], 1024),
        requester: textAt(raw, ['metadata', 'annotations', 'openshift.io/requester']),
      },
    }
  },
}
