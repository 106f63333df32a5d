import { accessTo, type ClusterObject, findObject, kindNamed, objectsOf } from '../../core/cluster'
import { classes, StatusIcon, Tabs } from '../ui'
import { dimmed, notLiveSince, useIsOld } from './freshness'
import { KindIcon } from './kind-icon'
import styles from './object-page.module.css'
import { openObject, snapshot, useCluster } from './store'
import { timeOf } from './times'

const INSTANCES = 'virtualmachineinstances.kubevirt.io'
const MACHINES = 'virtualmachines.kubevirt.io'

/** One object: what it is, how it is, what is known of it. A deleted one stays readable, dimmed, until its tab is closed. */
export function ObjectPage({ object }: { object: ClusterObject }) {
  useCluster((store) => store.version)
  const since = useCluster(({ status }) => status && notLiveSince(status))
  const isOld = useIsOld()
  const kind = kindNamed(object.kind)
  const gone = findObject(snapshot, object.kind, object.namespace, object.name) === undefined
  return (
    <article className={classes(styles.page, (gone || isOld) && dimmed)}>
      <header className={styles.header}>
        <p className={styles.path}>{[object.namespace, kind?.kind].filter(Boolean).join(' › ')}</p>
        <div className={styles.headline}>
          <span className={styles.badge}>{kind?.badge}</span>
          <h1>{object.name}</h1>
          {gone ? (
            <span className={styles.status}>{whyGone(object)}</span>
          ) : (
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
      <Tabs label={`Views of ${object.name}`} selected="overview" onSelect={() => {}} items={[{ id: 'overview', label: 'Overview', content: <Overview object={object} /> }]} />
    </article>
  )
}

/** An object that is not listed was deleted, or the one who looks now may not see it. */
function whyGone({ kind, namespace }: ClusterObject): string {
  const states = [accessTo(snapshot, kind)?.state, snapshot.kinds.get(kind)?.access.get(namespace)?.state]
  if (states.includes('live')) return 'Deleted'
  return states.includes('forbidden') ? `${useCluster.getState().status?.user ?? 'This user'} may not see it` : 'Not known now'
}

function Overview({ object }: { object: ClusterObject }) {
  const labels = Object.entries(object.labels)
  return (
    <div className={styles.overview}>
      <section>
        <h2>Details</h2>
        <dl className={styles.details}>
          {object.namespace !== '' && <Detail label="Project" value={object.namespace} />}
          {object.created !== null && <Detail label="Created" value={timeOf(object.created)} />}
          <Facts object={object} />
        </dl>
      </section>
      <Related title={object.kind === 'nodes' ? 'Virtual machines here' : 'Runs as'} objects={relatedTo(object)} />
      {labels.length > 0 && (
        <section>
          <h2>Labels</h2>
          <ul className={styles.labels}>
            {labels.map(([key, value]) => (
              <li key={key}>{value === '' ? key : `${key}=${value}`}</li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

function Facts({ object }: { object: ClusterObject }) {
  return kindNamed(object.kind)?.details.map(([fact, label]) => {
    const value = object.facts[fact]
    if (value === null || value === undefined) return null
    return <Detail key={fact} label={label} value={value === true ? 'yes' : value === false ? 'no' : String(value)} />
  })
}

function Detail({ label, value }: { label: string; value: string }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </>
  )
}

function Related({ title, objects }: { title: string; objects: readonly ClusterObject[] }) {
  if (objects.length === 0) return null
  return (
    <section>
      <h2>{title}</h2>
      <ul>
        {objects.map((object) => {
          const kind = kindNamed(object.kind)
          return (
            <li key={object.uid} className={styles.related}>
              {kind && <KindIcon icon={kind.icon} />}
              <button type="button" onClick={() => openObject(object)}>
                {object.name}
              </button>
              <StatusIcon tone={object.tone} />
              <span>{object.status}</span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** A VM's running instance and its node; an instance's node; a node's instances. */
function relatedTo({ kind, namespace, name }: ClusterObject): ClusterObject[] {
  if (kind === 'nodes') return [...objectsOf(snapshot, INSTANCES)].filter((instance) => instance.facts['node'] === name)
  const instance = kind === MACHINES || kind === INSTANCES ? findObject(snapshot, INSTANCES, namespace, name) : undefined
  const node = instance && findObject(snapshot, 'nodes', '', String(instance.facts['node']))
  return [kind === MACHINES ? instance : undefined, node].filter((object) => object !== undefined)
}
