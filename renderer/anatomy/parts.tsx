import { createContext, type ReactNode, useContext } from 'react'
import type { AnatomyPart } from '../../core/cluster/anatomy'
import { EXPLANATIONS } from '../../core/cluster/anatomy'
import { openObject } from '../cluster'
import { classes, StatusIcon } from '../ui'
import styles from './anatomy.module.css'

/** Tells the picture which part somebody points at. */
export const PointingContext = createContext<(part: AnatomyPart | null) => void>(() => {})

/** The head of a part: badge, name and status. A press opens its object, where it has one. */
function Head({ part, mono = false }: { part: AnatomyPart; mono?: boolean }) {
  const point = useContext(PointingContext)
  const { badge, name, status, ref, presence } = part
  return (
    <button
      type="button"
      className={styles.head}
      aria-description={EXPLANATIONS[part.role]}
      aria-disabled={ref === null}
      onPointerEnter={() => point(part)}
      onFocus={() => point(part)}
      onClick={() => ref !== null && openObject(ref)}
    >
      {badge !== null && <span className={styles.badge}>{badge}</span>}
      <span className={classes(styles.name, mono && styles.mono)} title={name}>
        {name}
      </span>
      {status !== null ? (
        <span className={styles.status}>
          <StatusIcon tone={status.tone} /> {status.word}
        </span>
      ) : (
        <span className="visually-hidden">{presence === 'there' ? '' : presence === 'waiting' ? ', not there yet' : presence === 'hidden' ? ', not visible' : ', not there'}</span>
      )}
    </button>
  )
}

/** A card beside the node: an object with what is worth knowing of it. */
export function Card({ part, tone }: { part: AnatomyPart; tone?: 'guest' }) {
  return (
    <div className={classes(styles.card, tone === 'guest' && styles.answering)} data-part={part.id} data-presence={part.presence} data-trouble={part.trouble !== null}>
      <Head part={part} />
      {part.note !== null && <p className={styles.note}>{part.note}</p>}
      <Facts part={part} />
      <Trouble part={part} />
    </div>
  )
}

/** A box that holds others. */
export function Nest({ part, depth, mono = false, children }: { part: AnatomyPart; depth: 'node' | 'pod' | 'container' | 'process' | 'guest'; mono?: boolean; children?: ReactNode }) {
  return (
    <div className={classes(styles.nest, styles[depth])} data-part={part.id} data-presence={part.presence} data-trouble={part.trouble !== null}>
      <Head part={part} mono={mono} />
      {part.note !== null && <p className={styles.note}>{part.note}</p>}
      <Facts part={part} />
      <Trouble part={part} />
      {children}
    </div>
  )
}

/** A process, a device, a service of the node: two short lines. */
export function Chip({ part }: { part: AnatomyPart }) {
  const point = useContext(PointingContext)
  return (
    <button
      type="button"
      className={styles.chip}
      data-part={part.id}
      data-role={part.role}
      data-presence={part.presence}
      data-trouble={part.trouble !== null}
      aria-description={EXPLANATIONS[part.role]}
      aria-disabled
      onPointerEnter={() => point(part)}
      onFocus={() => point(part)}
    >
      <span className={styles.mono}>{part.name}</span>
      {part.note !== null && <span className={styles.small}>{part.note}</span>}
      {part.presence !== 'there' && <span className="visually-hidden">, not running</span>}
    </button>
  )
}

function Facts({ part: { facts } }: { part: AnatomyPart }) {
  if (facts.length === 0) return null
  return (
    <dl className={styles.facts}>
      {facts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd title={value}>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function Trouble({ part: { trouble } }: { part: AnatomyPart }) {
  return trouble === null ? null : <p className={styles.trouble}>{trouble}</p>
}
