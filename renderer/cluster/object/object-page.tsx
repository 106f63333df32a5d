import { Suspense, useMemo } from 'react'
import { accessTo, findObject, kindNamed } from '../../../core/cluster'
import { statusOfAny } from '../../../core/cluster/any-status'
import { textAt } from '../../../core/cluster/raw'
import type { ObjectRef } from '../../../core/contract'
import { ErrorBoundary, TroubleAlert } from '../../trouble'
import { Bar, classes, Spinner, StatusIcon, Tabs } from '../../ui'
import { dimmed, notLiveSince, useIsOld } from '../freshness'
import { ageOf } from '../times'
import { openObject, type OpenObject, turnTo } from '../stage'
import { snapshot, useCluster, useVersions } from '../store'
import { type LiveObject, LiveObjectContext, useFollowedObject } from './live-object'
import { LastDeed, ObjectActions } from './object-actions'
import styles from './object-page.module.css'
import { useObjectTabs } from './object-tabs'
import { useShownStatus } from './transitions'

/** One object: what it is, how it is, what is known of it. A deleted one stays readable, dimmed, until its tab is closed. */
export function ObjectPage({ open }: { open: OpenObject }) {
  // Its own changes come with `open`; this is for what may be said of an object that is not there.
  useVersions(({ membership }) => membership)
  const { id, target, object, view, mark } = open
  const live = useFollowedObject(target)
  const isOld = useIsOld()
  const tabs = useObjectTabs(target)
  const gone = whyGone(open, live)
  const shown = tabs.find((tab) => tab.id === view) ?? tabs[0]
  return (
    <LiveObjectContext value={live}>
      <article className={classes(styles.page, (gone !== null || isOld) && dimmed)}>
        <Header open={open} live={live} gone={gone} />
        <Tabs
          label={`Views of ${target.name}`}
          selected={shown?.id ?? ''}
          onSelect={(next) => turnTo(id, next)}
          items={tabs.map(({ id: tab, title, Component }) => ({
            id: tab,
            label: title,
            content: (
              <ErrorBoundary key={tab} what={`${title} of ${target.name}`}>
                <Suspense fallback={<Fetching />}>
                  <Component target={target} object={object} mark={mark} />
                </Suspense>
              </ErrorBoundary>
            ),
          }))}
        />
      </article>
    </LiveObjectContext>
  )
}

function Fetching() {
  return (
    <p className={styles.fetching} role="status">
      <Spinner /> Just a moment
    </p>
  )
}

function Header({ open: { target, object }, live, gone }: { open: OpenObject; live: LiveObject; gone: string | null }) {
  const since = useCluster(({ status }) => status && notLiveSince(status))
  const kind = kindNamed(target.kind)
  const word = kind?.kind ?? textAt(live.raw, ['kind']) ?? target.kind
  const asked = useShownStatus(object)
  const found = useMemo(() => (live.raw === null ? null : statusOfAny(target.kind, live.raw)), [live.raw, target.kind])
  const { status, tone } = object === null ? (found ?? asked) : asked
  const created = object?.created ?? textAt(live.raw, ['metadata', 'creationTimestamp'], 64)
  return (
    <header className={styles.header}>
      <nav aria-label="Where it is" className={styles.path}>
        {target.namespace !== '' && (
          <>
            <button type="button" onClick={() => openObject({ kind: 'projects.project.openshift.io', namespace: '', name: target.namespace })}>
              {target.namespace}
            </button>
            <span aria-hidden>›</span>
          </>
        )}
        <span>{word}</span>
      </nav>
      <div className={styles.headline}>
        <span className={styles.badge} aria-hidden>
          {kind?.badge ?? badgeOf(word)}
        </span>
        <h1 title={target.name}>{target.name}</h1>
        <span className={styles.status} role="status" aria-label="Status">
          {gone === null && <StatusIcon tone={tone} />}
          {gone ?? status}
        </span>
        {gone === null && created !== null && <span className={styles.age}>{ageOf(created)}</span>}
        {gone === null && <ObjectActions target={target} object={object} kind={word} />}
      </div>
      {since !== null && <p className={styles.since}>{since}</p>}
      <LastDeed target={target} />
      <Doubts live={live} />
    </header>
  )
}

/** Why what is shown may not be all, or not be new. */
function Doubts({ live: { state, error, cuts } }: { live: LiveObject }) {
  return (
    <>
      {error !== null && <TroubleAlert error={error} />}
      {state?.state === 'forbidden' && <TroubleAlert error={{ kind: 'cluster.forbidden', message: state.message }} />}
      {state?.state === 'no-such-kind' && (
        <Bar tone="warning" role="status" title="This cluster does not have this kind now">
          It comes with its operator, and goes with it.
        </Bar>
      )}
      {cuts.length > 0 && (
        <Bar tone="warning" role="status" title="This object is too large to be shown whole">
          {cuts.slice(0, 3).join('; ')}
        </Bar>
      )}
    </>
  )
}

/** Null while the object exists, or nothing is known about that. */
function whyGone({ target: { kind, namespace, name }, object }: OpenObject, { state }: LiveObject): string | null {
  if (state?.state === 'gone') return 'Deleted'
  if (state?.state === 'live' || state?.state === 'stale') return null
  return object === null || findObject(snapshot, kind, namespace, name) ? null : whyNotListed({ kind, namespace, name })
}

/** An object that is not listed was deleted, or the one who looks now may not see it. */
function whyNotListed({ kind, namespace }: ObjectRef): string {
  const states = [accessTo(snapshot, kind)?.state, snapshot.kinds.get(kind)?.access.get(namespace)?.state]
  if (states.includes('live')) return 'Deleted'
  return states.includes('forbidden') ? `${useCluster.getState().status?.user ?? 'This user'} may not see it` : 'Not known now'
}

/** The capitals of a kind's word, as the web console marks what it does not know: `RS` for ReplicaSet. */
function badgeOf(word: string): string {
  return word.replace(/[^A-Z]/g, '').slice(0, 3) || word.slice(0, 1).toUpperCase()
}
