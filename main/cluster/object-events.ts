import { at, proseAt, textAt } from '../../core/cluster/raw'
import type { Downstream, EventNews, ObjectEvent, ObjectRef, StreamSource } from '../../core/contract'
import type { KubeObject, Observations } from './observations'
import { stateOf } from './object-follow'

// The server forgets events after three hours; what an object says more often than this within them repeats itself.
const MAX_EVENTS = 500
// More than the API server takes of a message.
const MAX_MESSAGE = 1_024
// Five hundred of the longest would keep the window busy for half a minute: a thousand characters of many scripts take it forty milliseconds.
const MAX_CHARACTERS = 100_000

// What happens to a running VM is said about its instance, which has its name.
const NAMESAKES = 'virtualmachines.kubevirt.io'

/** What was said about one object, newest first. Events name their object by kind and name, so that a deleted one's can still be read. */
export function followEvents(observations: Observations, target: ObjectRef, kind: string, down: Downstream<EventNews>): StreamSource<never> {
  const { namespace, name } = target
  const fieldSelector = `${target.kind === NAMESAKES ? '' : `involvedObject.kind=${kind},`}involvedObject.name=${name}`
  let last = ''
  const observation = observations.observe(
    // Events about what belongs to no project are kept in `default`.
    { group: '', resource: 'events', namespace: namespace === '' ? 'default' : namespace, fieldSelector },
    (observed) => {
      const state = observed.state === 'live' ? ({ state: 'live' } as const) : stateOf(observed)
      if (state === null) return
      const events = observed.objects.map(eventOf).sort((a, b) => (a.last === b.last ? 0 : (a.last ?? '') < (b.last ?? '') ? 1 : -1))
      const told = newestOf(events)
      down.send({ type: 'events', events: told, more: events.length - told.length }, 1 + told.length)
      const said = JSON.stringify(state)
      if (said !== last) down.send({ type: 'state', state }, 1)
      last = said
    },
  )
  return { receive() {}, dispose: () => observation.dispose() }
}

/** As many from the beginning as can be shown. */
function newestOf(events: readonly ObjectEvent[]): ObjectEvent[] {
  let left = MAX_CHARACTERS
  return events.slice(0, MAX_EVENTS).filter(({ reason, message, source }) => (left -= reason.length + message.length + source.length) >= 0)
}

function eventOf(raw: KubeObject): ObjectEvent {
  const series = at(raw, 'series', 'count')
  const count = at(raw, 'count')
  const first = textAt(raw, ['firstTimestamp'], 64) ?? textAt(raw, ['eventTime'], 64) ?? textAt(raw, ['metadata', 'creationTimestamp'], 64)
  return {
    uid: textAt(raw, ['metadata', 'uid']) ?? textAt(raw, ['metadata', 'name']) ?? '',
    warning: textAt(raw, ['type'], 16) === 'Warning',
    reason: textAt(raw, ['reason']) ?? '',
    message: proseAt(raw, ['message'], MAX_MESSAGE) ?? '',
    count: typeof series === 'number' ? series : typeof count === 'number' ? count : 1,
    first,
    last: textAt(raw, ['series', 'lastObservedTime'], 64) ?? textAt(raw, ['lastTimestamp'], 64) ?? first,
    source: textAt(raw, ['source', 'component']) ?? textAt(raw, ['reportingComponent']) ?? '',
  }
}
