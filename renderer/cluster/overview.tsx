import { type ClusterObject, findObject, kindNamed, objectsOf } from '../../core/cluster'
import { StatusIcon } from '../ui'
import { KindIcon } from './kind-icon'
import styles from './object-page.module.css'
import type { ObjectTabProps } from './object-tabs'
import { openObject } from './stage'
import { snapshot } from './store'
import { timeOf } from './times'

const INSTANCES = 'virtualmachineinstances.kubevirt.io'
const MACHINES = 'virtualmachines.kubevirt.io'

export function Overview({ object }: ObjectTabProps) {
  if (object === null) return null
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
