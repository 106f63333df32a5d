import { Suspense } from 'react'
import { accessTo, findObject, kindNamed } from '../../core/cluster'
import type { ObjectRef } from '../../core/contract'
import { ErrorBoundary } from '../trouble'
import { classes, StatusIcon, Tabs } from '../ui'
import { dimmed, notLiveSince, useIsOld } from './freshness'
import styles from './object-page.module.css'
import { useObjectTabs } from './object-tabs'
import { type OpenObject, turnTo } from './stage'
import { snapshot, useCluster } from './store'

/** One object: what it is, how it is, what is known of it. A deleted one stays readable, dimmed, until its tab is closed. */
export function ObjectPage({ open }: { open: OpenObject }) {
  useCluster((store) => store.version)
  const { id, target, object, view, mark } = open
  const since = useCluster(({ status }) => status && notLiveSince(status))
  const isOld = useIsOld()
  const tabs = useObjectTabs(target)
  const kind = kindNamed(target.kind)
  const gone = object !== null && findObject(snapshot, target.kind, target.namespace, target.name) === undefined
  const shown = tabs.find((tab) => tab.id === view) ?? tabs[0]
  return (
    <article className={classes(styles.page, (gone || isOld) && dimmed)}>
      <header className={styles.header}>
        <p className={styles.path}>{[target.namespace, kind?.kind].filter(Boolean).join(' › ')}</p>
        <div className={styles.headline}>
          <span className={styles.badge}>{kind?.badge}</span>
          <h1>{target.name}</h1>
          {gone ? (
            <span className={styles.status}>{whyGone(target)}</span>
          ) : (
            object !== null &&
            object.status !== '' && (
              <span className={styles.status}>
                <StatusIcon tone={object.tone} />
                {object.status}
              </span>
            )
          )}
        </div>
        {since !== null && <p className={styles.since}>{since}</p>}
      </header>
      <Tabs
        label={`Views of ${target.name}`}
        selected={shown?.id ?? ''}
        onSelect={(next) => turnTo(id, next)}
        items={tabs.map(({ id: tab, title, Component }) => ({
          id: tab,
          label: title,
          content: (
            <ErrorBoundary key={tab} what={`${title} of ${target.name}`}>
              <Suspense>
                <Component target={target} object={object} mark={mark} />
              </Suspense>
            </ErrorBoundary>
          ),
        }))}
      />
    </article>
  )
}

/** An object that is not listed was deleted, or the one who looks now may not see it. */
function whyGone({ kind, namespace }: ObjectRef): string {
  const states = [accessTo(snapshot, kind)?.state, snapshot.kinds.get(kind)?.access.get(namespace)?.state]
  if (states.includes('live')) return 'Deleted'
  return states.includes('forbidden') ? `${useCluster.getState().status?.user ?? 'This user'} may not see it` : 'Not known now'
}
