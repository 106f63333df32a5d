import { RhUiCheckCircleFillIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-check-circle-fill-icon'
import { RhUiErrorFillIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-error-fill-icon'
import { useState } from 'react'
import type { AppError, ImportedUnit } from '../../core/contract'
import { main } from '../border'
import { TroubleAlert } from '../trouble'
import { Button, Dialog } from '../ui'
import styles from './import-dialog.module.css'

type Source = 'fromFile' | 'fromFolder' | 'fromCluster'

type State = { kind: 'choosing' } | { kind: 'working'; source: Source } | { kind: 'done'; units: ImportedUnit[] } | { kind: 'failed'; error: AppError }

const sources: { source: Source; title: string; what: string; button: string }[] = [
  { source: 'fromFile', title: 'Quick starts of OpenShift', what: 'A YAML file with one or more ConsoleQuickStarts.', button: 'Choose a file' },
  { source: 'fromCluster', title: 'Quick starts of this cluster', what: 'Those that its web console shows under Quick starts.', button: 'Take them all' },
  { source: 'fromFolder', title: 'A lab’s folder', what: 'Killercoda (index.json), Educates (workshop/content) or Showroom (antora.yml).', button: 'Choose a folder' },
]

/** Makes units of other systems' lessons, and says what could not be carried over. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const [state, setState] = useState<State>({ kind: 'choosing' })

  const start = async (source: Source): Promise<void> => {
    setState({ kind: 'working', source })
    const answer = await main.imports[source]()
    if (!answer.ok) setState({ kind: 'failed', error: answer.error })
    else setState(answer.value === null ? { kind: 'choosing' } : { kind: 'done', units: answer.value })
  }

  return (
    <Dialog
      title="Import unit"
      width={600}
      replaceable
      onClose={onClose}
      buttons={
        <>
          {state.kind === 'done' && (
            <Button size="dialog" onClick={() => setState({ kind: 'choosing' })}>
              Import another
            </Button>
          )}
          <Button size="dialog" data-autofocus onClick={onClose}>
            Close
          </Button>
        </>
      }
    >
      {state.kind === 'failed' && <TroubleAlert error={state.error} />}
      {state.kind === 'done' ? (
        <Results units={state.units} onClose={onClose} />
      ) : (
        <ul className={styles.sources}>
          {sources.map(({ source, title, what, button }) => (
            <li key={source}>
              <div>
                <h3>{title}</h3>
                <p>{what}</p>
              </div>
              <Button busy={state.kind === 'working' && state.source === source} aria-label={`${button}: ${title}`} onClick={() => void start(source)}>
                {button}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Dialog>
  )
}

function Results({ units, onClose }: { units: ImportedUnit[]; onClose: () => void }) {
  if (units.length === 0) return <p role="status">There was nothing to import.</p>
  return (
    <ul className={styles.results} aria-label="Imported units">
      {units.map((unit) => (
        <li key={unit.folder}>
          <div className={styles.unit}>
            <span className={unit.broken ? styles.broken : styles.good}>{unit.broken ? <RhUiErrorFillIcon /> : <RhUiCheckCircleFillIcon />}</span>
            <h3>{unit.title}</h3>
            <span className={styles.count}>{unit.broken ? 'cannot be opened yet' : unit.steps === 1 ? '1 step' : `${unit.steps} steps`}</span>
            {!unit.broken && (
              <Button
                size="small"
                aria-label={`Open ${unit.title}`}
                onClick={() => {
                  void main.course.openUnit({ unit: unit.id })
                  onClose()
                }}
              >
                Open
              </Button>
            )}
          </div>
          {unit.losses.length > 0 && <Losses losses={unit.losses} />}
        </li>
      ))}
    </ul>
  )
}

function Losses({ losses }: { losses: ImportedUnit['losses'] }) {
  return (
    <details className={styles.losses}>
      <summary>{losses.length === 1 ? '1 thing could not be carried over' : `${losses.length} things could not be carried over`}</summary>
      <ul>
        {losses.map(({ file, place, what, instead }, index) => (
          <li key={index}>
            <span className={styles.place}>
              {file}, {place}
            </span>
            {what}: <em>{instead}</em>
          </li>
        ))}
      </ul>
    </details>
  )
}
