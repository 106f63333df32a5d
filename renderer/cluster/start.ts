import { lazy } from 'react'
import { provideSearch } from '../commands'
import { elsewhereSearch, objectSearch } from './object-search'
import { EventsTab } from './object/events-tab'
import { provideObjectTab } from './object/object-tabs'
import { Overview } from './object/overview'
import { startStage } from './stage'
import { followCluster } from './store'

// An editor with its language is as much code as the rest of the window.
const YamlTab = lazy(async () => ({ default: (await import('./yaml/yaml-tab')).YamlTab }))
const LogsTab = lazy(async () => ({ default: (await import('./object/logs-tab')).LogsTab }))

/** Called once, when the first view of the cluster is about to be shown. */
export function startCluster(): void {
  const always = (): boolean => true
  provideObjectTab({ id: 'overview', title: 'Overview', order: 0, applies: always, Component: Overview })
  provideObjectTab({ id: 'yaml', title: 'YAML', order: 10, applies: always, Component: YamlTab })
  provideObjectTab({ id: 'events', title: 'Events', order: 20, applies: always, Component: EventsTab })
  provideObjectTab({ id: 'logs', title: 'Logs', order: 30, applies: ({ kind }) => kind === 'pods', Component: LogsTab })
  provideSearch(objectSearch)
  provideSearch(elsewhereSearch)
  startStage()
  followCluster()
}
