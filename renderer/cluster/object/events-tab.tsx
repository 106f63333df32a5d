import { RhUiListIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-list-icon'
import { startTransition, useEffect, useState } from 'react'
import { ocLines } from '../../../core/cluster/oc-lines'
import type { AppError, ObjectEvent, ObjectRef, ObjectState } from '../../../core/contract'
import { TroubleAlert } from '../../trouble'
import { Button, classes, EmptyState, StatusIcon } from '../../ui'
import { tabIdOf, turnTo } from '../stage'
import { ageOf, timeOf } from '../times'
import { CommandLine } from './command-line'
import styles from './events-tab.module.css'
import { keepStream } from './hold-stream'
import type { ObjectTabProps } from './object-tabs'

interface Events {
  /** Null until they have come. */
  events: readonly ObjectEvent[] | null
  more: number
  state: ObjectState | null
  error: AppError | null
}

const nothing: Events = { events: null, more: 0, state: null, error: null }

/** Follows what is said about an object, newest first, while it is shown. */
function useEvents({ kind, namespace, name }: ObjectRef): Events {
  const [known, setKnown] = useState(nothing)
  useEffect(() => {
    const letGo = keepStream('events', { target: { kind, namespace, name } }, {
      receive(news, consumed) {
        if (news.type === 'events') setKnown((before) => ({ ...before, events: news.events, more: news.more, error: null }))
        else setKnown((before) => ({ ...before, state: news.state }))
        consumed()
      },
      ended: (error) => setKnown((before) => ({ ...before, error })),
    }) // prettier-ignore
    return () => {
      letGo()
      setKnown(nothing)
    }
  }, [kind, namespace, name])
  return known
}

// Ages are told in whole seconds at most.
const TICK_MS = 1_000

/** Draws its ages anew every second. */
function useNow(): number {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS)
    return () => clearInterval(timer)
  }, [])
  return now
}

export function EventsTab({ target }: ObjectTabProps) {
  const { events, more, state, error } = useEvents(target)
  const now = useNow()
  return (
    <div className={styles.tab}>
      {error !== null && <TroubleAlert error={error} />}
      {state?.state === 'forbidden' && <TroubleAlert error={{ kind: 'cluster.forbidden', message: state.message }} />}
      {state?.state === 'stale' && <p className={styles.note}>Not live now: {state.reason}</p>}
      {events !== null && events.length > 0 && <EventTable events={events} now={now} />}
      {events !== null && events.length === 0 && state?.state === 'live' && (
        <EmptyState icon={<RhUiListIcon />} title="Nothing was said about it lately">
          The cluster keeps events for three hours. What happens from now on appears here by itself.
        </EmptyState>
      )}
      {more > 0 && <p className={styles.note}>{more.toLocaleString('en')} older ones are not shown.</p>}
      <CommandLine line={ocLines.events(target)} />
    </div>
  )
}

// More than a screen has; five hundred at once are felt, however short they are.
const ROWS_AT_ONCE = 40

function EventTable({ events, now }: { events: readonly ObjectEvent[]; now: number }) {
  const [drawn, setDrawn] = useState(ROWS_AT_ONCE)
  useEffect(() => {
    if (drawn < events.length) startTransition(() => setDrawn(drawn + ROWS_AT_ONCE))
  }, [drawn, events.length])
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">Last seen</th>
          <th scope="col">Reason</th>
          <th scope="col">Message</th>
          <th scope="col">Times</th>
          <th scope="col">From</th>
        </tr>
      </thead>
      <tbody>
        {events.slice(0, drawn).map((event) => (
          <tr key={event.uid} className={classes(event.warning && styles.warning)}>
            <td title={event.last === null ? undefined : timeOf(event.last)}>{event.last === null ? '' : ageOf(event.last, now)}</td>
            <td>
              {event.warning && (
                <>
                  <StatusIcon tone="warning" />
                  <span className="visually-hidden">Warning: </span>
                </>
              )}
              {event.reason}
            </td>
            <td>{event.message}</td>
            <td>{event.count > 1 ? event.count : ''}</td>
            <td>{event.source}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

// As many as stand beside the details without scrolling.
const LATEST = 3

/** The last few, for the overview. */
export function LatestEvents({ target }: { target: ObjectRef }) {
  const { events } = useEvents(target)
  if (events === null || events.length === 0) return null
  return (
    <section aria-label="Latest events">
      <div className={styles.head}>
        <h2>Latest events</h2>
        <Button variant="link" onClick={() => turnTo(tabIdOf(target), 'events')}>
          All {events.length}
        </Button>
      </div>
      <ul className={styles.latest}>
        {events.slice(0, LATEST).map(({ uid, last, reason, message, warning }) => (
          <li key={uid} className={classes(warning && styles.warning)}>
            <span className={styles.when}>{last === null ? '' : timeOf(last)}</span>
            <span className={styles.reason}>
              {warning && <StatusIcon tone="warning" />}
              {reason}
            </span>
            <span className={styles.message} title={message}>
              {message}
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
