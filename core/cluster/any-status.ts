import { kindNamed } from './kinds'
import type { KindName, Tone } from './model'
import { conditionOf, textAt } from './raw'

interface AnyStatus {
  status: string
  tone: Tone
}

const PHASES: Readonly<Record<string, Tone>> = {
  Running: 'running', Active: 'ok', Available: 'ok', Bound: 'ok', Ready: 'ok', Succeeded: 'ok', Complete: 'ok', Completed: 'ok', Deployed: 'ok',
  Pending: 'waiting', Scheduling: 'progress', Scheduled: 'progress', Installing: 'progress', Deploying: 'progress', Terminating: 'progress',
  Failed: 'danger', Error: 'danger', Lost: 'danger', Unknown: 'warning',
} // prettier-ignore

/** The state of any object in a word of its own: the kind's where it is a known one, else its phase, or its conditions. */
export function statusOfAny(kind: KindName, raw: unknown): AnyStatus {
  if (textAt(raw, ['metadata', 'deletionTimestamp']) !== null) return { status: 'Terminating', tone: 'progress' }
  const known = kindNamed(kind)
  if (known) {
    const { status, tone } = known.summarize(raw)
    return { status, tone }
  }
  const phase = textAt(raw, ['status', 'phase']) ?? textAt(raw, ['status', 'state'])
  if (phase !== null) return { status: phase, tone: PHASES[phase] ?? (/fail|err/i.test(phase) ? 'danger' : 'progress') }
  return replicaStatus(raw) ?? conditionStatus(raw)
}

function replicaStatus(raw: unknown): AnyStatus | null {
  const wanted = textAt(raw, ['status', 'desiredNumberScheduled']) ?? textAt(raw, ['spec', 'replicas'])
  if (wanted === null) return null
  const ready = textAt(raw, ['status', 'numberReady']) ?? textAt(raw, ['status', 'readyReplicas']) ?? '0'
  return { status: `${ready} of ${wanted} ready`, tone: ready === wanted ? (wanted === '0' ? 'idle' : 'ok') : 'progress' }
}

function conditionStatus(raw: unknown): AnyStatus {
  if (conditionOf(raw, 'Degraded') === 'True') return { status: 'Degraded', tone: 'warning' }
  if (conditionOf(raw, 'Failed') === 'True') return { status: 'Failed', tone: 'danger' }
  for (const type of ['Ready', 'Available', 'Complete', 'Succeeded']) {
    const verdict = conditionOf(raw, type)
    if (verdict === 'True') return { status: type, tone: 'ok' }
    if (verdict === 'False') return { status: `Not ${type.toLowerCase()}`, tone: 'waiting' }
  }
  return { status: '', tone: 'none' }
}
