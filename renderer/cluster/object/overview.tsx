import { RhUiCopyIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-copy-icon'
import { useMemo } from 'react'
import { type ClusterObject, findObject, kindNamed } from '../../../core/cluster'
import { type Condition, type Fact, type ObjectOverview, overviewOf, runningFacts } from '../../../core/cluster/overview'
import type { ObjectRef, RelatedObject } from '../../../core/contract'
import { classes, IconButton, StatusIcon } from '../../ui'
import { useHostName } from '../machine/host-name'
import { ScreenCard } from '../machine/screen-card'
import { openObject } from '../stage'
import { snapshot, useVersions } from '../store'
import { ageOf, timeOf } from '../times'
import { copyText } from './copy'
import { LatestEvents } from './events-tab'
import { useLiveObject } from './live-object'
import type { ObjectTabProps } from './object-tabs'
import styles from './overview.module.css'

const MACHINES = 'virtualmachines.kubevirt.io'

/** What it is, how it is, and what belongs to it. Until the server has sent the object, what the tree knows of it. */
export function Overview({ target, object }: ObjectTabProps) {
  const { raw, related } = useLiveObject()
  const instance = useVersions(() => (target.kind === MACHINES ? findObject(snapshot, 'virtualmachineinstances.kubevirt.io', target.namespace, target.name) : undefined))
  const hostName = useHostName(target, instance)
  const overview = useMemo(() => (raw === null ? null : overviewOf(target.kind, raw)), [target.kind, raw])
  // What is wrong is what the page was opened for; below the facts it would stand under the window's edge.
  const isTroubled = overview !== null && overview.conditions.list.some(isTrouble)
  return (
    <div className={styles.overview}>
      <div className={styles.main}>
        {overview && isTroubled && <Conditions overview={overview} />}
        <section aria-label="Details">
          <h2>Details</h2>
          <dl className={styles.details}>{overview ? <Details overview={overview} running={runningFacts(instance, hostName)} /> : object && <KnownDetails object={object} />}</dl>
        </section>
        {overview && !isTroubled && <Conditions overview={overview} />}
        <LatestEvents target={target} />
        {overview ? <Labels overview={overview} /> : object && <LabelList labels={Object.entries(object.labels)} />}
      </div>
      <div className={styles.side}>
        {(instance?.tone === 'running' || instance?.tone === 'paused') && <ScreenCard target={target} instance={instance} />}
        {overview && overview.owners.length > 0 && (
          <section aria-label="Owner">
            <h2>Owner</h2>
            <ul>
              {overview.owners.map(({ ref, kind }) => (
                <LinkedObject key={`${kind} ${ref.name}`} target={ref} kind={kind} />
              ))}
            </ul>
          </section>
        )}
        <Related title={target.kind === MACHINES ? 'Runs as' : 'Made by it'} objects={related.filter(({ relation }) => relation === 'owned')} />
        <Related title="Selects" objects={related.filter(({ relation }) => relation === 'selected')} />
        <Related title={target.kind === 'nodes' ? 'Runs here' : 'Works with'} objects={related.filter(({ relation }) => relation === 'uses')} />
      </div>
    </div>
  )
}

function Details({ overview: { facts, created }, running }: { overview: ObjectOverview; running: readonly Fact[] }) {
  return (
    <>
      {created !== null && <Detail fact={{ label: 'Created', value: timeOf(created), note: `${ageOf(created)} ago` }} />}
      {running.map((fact) => (
        <Detail key={fact.label} fact={fact} />
      ))}
      {facts.map((fact, place) => (
        <Detail key={`${fact.label} ${place}`} fact={fact} repeats={facts[place - 1]?.label === fact.label} />
      ))}
    </>
  )
}

/** What is kept of an object for its row says the most important already. */
function KnownDetails({ object }: { object: ClusterObject }) {
  return (
    <>
      {object.namespace !== '' && <Detail fact={{ label: 'Project', value: object.namespace }} />}
      {object.created !== null && <Detail fact={{ label: 'Created', value: timeOf(object.created) }} />}
      {kindNamed(object.kind)?.details.map(([key, label]) => {
        const value = object.facts[key]
        if (value === null || value === undefined) return null
        return <Detail key={key} fact={{ label, value: value === true ? 'yes' : value === false ? 'no' : String(value) }} />
      })}
    </>
  )
}

function Detail({ fact: { label, value, ref, note, tone, mono }, repeats = false }: { fact: Fact; repeats?: boolean }) {
  return (
    <>
      <dt>
        {/* The label of a second disk is read, but need not be seen again. */}
        <span className={repeats ? 'visually-hidden' : undefined}>{label}</span>
      </dt>
      <dd>
        {tone !== undefined && <StatusIcon tone={tone} />}
        {ref ? <ObjectLink target={ref} /> : <span className={classes(mono && styles.mono)}>{value}</span>}
        {mono && (
          <IconButton label={`Copy ${label.toLowerCase()}`} size="small" onClick={() => copyText(value)}>
            <RhUiCopyIcon />
          </IconButton>
        )}
        {note !== undefined && note !== '' && <span className={styles.note}>{note}</span>}
      </dd>
    </>
  )
}

function ObjectLink({ target }: { target: ObjectRef }) {
  const known = useVersions(() => findObject(snapshot, target.kind, target.namespace, target.name))
  return (
    <>
      {known && known.tone !== 'none' && <StatusIcon tone={known.tone} />}
      <button type="button" className={styles.link} onClick={() => openObject(target)}>
        {target.name}
      </button>
    </>
  )
}

const isTrouble = ({ tone }: Condition): boolean => tone === 'danger' || tone === 'warning'

function Conditions({ overview: { conditions } }: { overview: ObjectOverview }) {
  const { list, more } = conditions
  if (list.length === 0) return null
  const troubled = list.filter(isTrouble)
  const calm = list.filter((condition) => !troubled.includes(condition))
  return (
    <section aria-label="Conditions">
      <h2>Conditions</h2>
      {troubled.map((condition) => (
        <TroubledCondition key={condition.type} condition={condition} />
      ))}
      <ul className={styles.conditions}>
        {calm.map((condition) => (
          <li key={condition.type} title={[`${condition.type}=${condition.status}`, condition.reason, condition.message].filter(Boolean).join('\n')}>
            <StatusIcon tone={condition.tone} />
            {condition.words}
          </li>
        ))}
      </ul>
      {more > 0 && <p className={styles.more}>{more.toLocaleString('en')} more conditions are not shown. Its YAML has them.</p>}
    </section>
  )
}

function TroubledCondition({ condition: { type, status, tone, words, message, reason, since } }: { condition: Condition }) {
  return (
    <div className={classes(styles.troubled, tone === 'danger' && styles.danger)}>
      <StatusIcon tone={tone} />
      <div>
        <strong>{words}</strong>
        {message !== '' && <p>{message}</p>}
        <p className={styles.more}>{[`${type}=${status}`, reason, since === null ? '' : `for ${ageOf(since)}`].filter(Boolean).join(' · ')}</p>
      </div>
    </div>
  )
}

function Related({ title, objects }: { title: string; objects: readonly RelatedObject[] }) {
  if (objects.length === 0) return null
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <ul>
        {objects.slice(0, SHOWN_RELATED).map(({ ref, kind, status, tone }) => (
          <LinkedObject key={`${ref.kind} ${ref.namespace} ${ref.name}`} target={ref} kind={kind} status={status} tone={tone} />
        ))}
      </ul>
      {objects.length > SHOWN_RELATED && <p className={styles.more}>and {objects.length - SHOWN_RELATED} more</p>}
    </section>
  )
}

// A node has up to 250 pods: a column of them all would hide what else belongs to it.
const SHOWN_RELATED = 40

function LinkedObject({ target, kind, status = '', tone = 'none' }: { target: ObjectRef; kind: string; status?: string; tone?: RelatedObject['tone'] }) {
  return (
    <li className={styles.related}>
      <span className={styles.badge} title={kind}>
        {kindNamed(target.kind)?.badge ?? kind.replace(/[^A-Z]/g, '').slice(0, 3)}
      </span>
      <button type="button" className={styles.link} title={`${kind} ${target.name}`} onClick={() => openObject(target)}>
        {target.name}
      </button>
      <span className={styles.state}>
        <StatusIcon tone={tone} />
        {status}
      </span>
    </li>
  )
}

function Labels({ overview: { labels, annotations } }: { overview: ObjectOverview }) {
  return (
    <>
      <LabelList labels={labels} />
      {annotations.length > 0 && (
        <details className={styles.annotations}>
          <summary>{annotations.length === 1 ? 'One annotation' : `${annotations.length} annotations`}</summary>
          <LabelList labels={annotations} bare />
        </details>
      )}
    </>
  )
}

// virt-handler writes some hundred labels about a processor's features: the first ones are those that people gave.
const SHOWN_LABELS = 24

function LabelList({ labels, bare = false }: { labels: readonly (readonly [string, string])[]; bare?: boolean }) {
  if (labels.length === 0) return null
  const list = (
    <ul className={styles.labels}>
      {labels.slice(0, bare ? labels.length : SHOWN_LABELS).map(([key, value]) => (
        <li key={key} title={value === '' ? key : `${key}=${value}`}>
          {value === '' ? key : `${key}=${value}`}
        </li>
      ))}
    </ul>
  )
  if (bare) return list
  return (
    <section aria-label="Labels">
      <h2>Labels</h2>
      {list}
      {labels.length > SHOWN_LABELS && (
        <details className={styles.annotations}>
          <summary>{labels.length - SHOWN_LABELS} more</summary>
          <LabelList labels={labels.slice(SHOWN_LABELS)} bare />
        </details>
      )}
    </section>
  )
}
