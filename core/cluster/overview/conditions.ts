import type { Tone } from '../model'
import { at, listAt, proseAt, textAt } from '../raw'

export interface Condition {
  type: string
  status: string
  tone: Tone
  /** What it means, in plain words. */
  words: string
  /** The server's own sentence; empty where it gave none. */
  message: string
  reason: string
  /** ISO 8601, or null. */
  since: string | null
}

export interface Conditions {
  /** What fails first, then what is unknown, then what is well. */
  list: Condition[]
  /** How many more the object has. */
  more: number
}

// Real objects have fewer than thirty; the rest would only bury the one that fails.
const MAX_CONDITIONS = 100

interface Words {
  /** The status in which all is well; null for what is neither good nor bad; `busy` for what is under way or not. */
  good: 'True' | 'False' | 'busy' | null
  True: string
  False: string
}

const yes = (True: string, False: string): Words => ({ good: 'True', True, False })
const no = (True: string, False: string): Words => ({ good: 'False', True, False })
const busy = (True: string, False: string): Words => ({ good: 'busy', True, False })
const either = (True: string, False: string): Words => ({ good: null, True, False })

/** What the conditions of Unit 1's kinds mean. Others are shown by their names. */
const WORDS: Readonly<Record<string, Words>> = {
  Ready: yes('Ready', 'Not ready'),
  Available: yes('Available', 'Not available'),
  Degraded: no('Something is broken', 'Nothing is broken'),
  Progressing: busy('Changes are under way', 'Nothing is changing'),
  Upgradeable: either('Can be updated', 'Cannot be updated now'),
  ReconcileComplete: yes('Everything is as it was asked for', 'Not yet as it was asked for'),
  MemoryPressure: no('Short of memory', 'Enough memory'),
  DiskPressure: no('Short of disk space', 'Enough disk space'),
  PIDPressure: no('Too many processes', 'Enough room for processes'),
  NetworkUnavailable: no('The network is not set up', 'The network is set up'),
  Initialized: yes('Initialised', 'Still initialising'),
  ContainersReady: yes('All containers are ready', 'Not all containers are ready'),
  PodScheduled: yes('A node was found', 'No node was found'),
  PodReadyToStartContainers: yes('Its network and storage are there', 'Waits for network and storage'),
  AgentConnected: either('The guest agent answers', 'The guest agent is not heard'),
  LiveMigratable: either('Can be live-migrated', 'Cannot be live-migrated'),
  StorageLiveMigratable: either('Its disks can be moved while it runs', 'Its disks cannot be moved while it runs'),
  DataVolumesReady: yes('Its disks are ready', 'Its disks are not ready'),
  Paused: either('Paused', 'Not paused'),
  Failure: no('It failed', 'Nothing failed'),
  RestartRequired: either('A restart is needed for changes to take effect', 'No restart is needed'),
  Bound: yes('Bound to a volume', 'Not bound to a volume'),
  Running: busy('Work is under way', 'No work is under way'),
  UpToDate: yes('Up to date', 'Out of date'),
  CatalogSourcesUnhealthy: no('A catalog is unhealthy', 'All catalogs are healthy'),
  ResolutionFailed: no('Its dependencies could not be resolved', 'Its dependencies were resolved'),
  BundleUnpacking: either('Its bundle is being unpacked', 'Its bundle is unpacked'),
  InstallPlanPending: either('An install plan waits', 'No install plan waits'),
  Admitted: yes('Admitted by the router', 'Refused by the router'),
  Failing: no('The update fails', 'No update fails'),
  Complete: yes('Complete', 'Not complete'),
  Failed: no('Failed', 'Not failed'),
  ReplicaFailure: no('Pods could not be made', 'Pods could be made'),
}

// What KubeVirt says of a machine that is off: it is as it should be.
const OFF = 'VMINotExists'
const IS_OFF = either('Ready', 'It is off: no instance of it runs')

export function conditionsOf(raw: unknown): Conditions {
  const found = listAt(raw, 'status', 'conditions')
  const list = found.slice(0, MAX_CONDITIONS).flatMap((condition) => conditionIn(condition) ?? []) // prettier-ignore
  return { list: list.sort((a, b) => rank(a) - rank(b)), more: Math.max(0, found.length - MAX_CONDITIONS) }
}

/** OLM's older kinds tell one condition after the other in a history, each with a phase instead of a verdict: those are no conditions. */
function conditionIn(raw: unknown): Condition | null {
  const type = textAt(raw, ['type'])
  const status = textAt(raw, ['status'], 16)
  if (type === null || status === null) return null
  const reason = textAt(raw, ['reason']) ?? ''
  const words = reason === OFF ? IS_OFF : Object.hasOwn(WORDS, type) ? WORDS[type] : undefined
  const verdict = status === 'True' || status === 'False' ? words?.[status] : undefined
  return {
    type,
    status,
    tone: toneOf(status, words),
    words: verdict ?? (status === 'Unknown' ? `${type}: not known` : `${type}: ${status}`),
    message: proseAt(raw, ['message'], 1_024) ?? '',
    reason,
    since: typeof at(raw, 'lastTransitionTime') === 'string' ? textAt(raw, ['lastTransitionTime'], 64) : null,
  }
}

function toneOf(status: string, words: Words | undefined): Tone {
  if (status !== 'True' && status !== 'False') return 'warning'
  if (!words) return status === 'True' ? 'ok' : 'idle'
  if (words.good === 'busy') return status === 'True' ? 'progress' : 'ok'
  if (words.good === null) return status === 'True' ? 'ok' : 'idle'
  return words.good === status ? 'ok' : words.good === 'False' ? 'danger' : 'warning'
}

/** Of those that fail, Ready comes last: it only says that another one does. */
function rank({ tone, type }: Condition): number {
  return 2 * ['danger', 'warning', 'progress', 'ok', 'idle'].indexOf(tone) + (type === 'Ready' && tone !== 'ok' ? 1 : 0)
}
