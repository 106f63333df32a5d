import { RhUiExternalLinkIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-external-link-icon'
import { useEffect, useState } from 'react'
import type { MachineRef, ObjectRef } from '../../core/contract'
import { main } from '../border'
import { askForRoom, giveStageRoom } from '../layout'
import { Button, EmptyState } from '../ui'
import styles from './console-tab.module.css'
import { ConsoleView } from './console-view'
import { end } from './sessions'

/** The console as a tab of a VM's page, unless it has a window of its own. */
export function ConsoleTab({ target: { namespace, name } }: { target: ObjectRef }) {
  const tornOff = useTornOff()
  if (tornOff === null) return null
  const machine = { namespace, name }
  if (tornOff.some((each) => each.namespace === namespace && each.name === name)) {
    return (
      <EmptyState
        icon={<RhUiExternalLinkIcon />}
        title="This console has a window of its own"
        action={
          <Button size="dialog" variant="primary" onClick={() => void main.console.bringBack({ machine })}>
            Bring it back
          </Button>
        }
      >
        It stays open there, also when this tab is closed.
      </EmptyState>
    )
  }
  const tearOff = (): void => {
    // The seat first: the new window would find it taken.
    end(machine)
    void main.console.tearOff({ machine })
  }
  return <RoomyConsole machine={machine} onMove={tearOff} />
}

/** A guest's screen has 768 lines: above a terminal of a third of the window it would be drawn at 40 %, and read by nobody. */
function RoomyConsole({ machine, onMove }: { machine: MachineRef; onMove: () => void }) {
  useEffect(() => askForRoom(), [])
  return (
    // After the click: a picture that grew under a pressed button would take its release for a drag.
    <div className={styles.roomy} onClickCapture={giveStageRoom}>
      <ConsoleView machine={machine} window={{ label: 'Open in a window of its own', onMove, isOwn: false }} />
    </div>
  )
}

function useTornOff(): MachineRef[] | null {
  const [machines, setMachines] = useState<MachineRef[] | null>(null)
  useEffect(() => {
    let isHeard = false
    const stop = main.console.on.tornOffChanged((next) => {
      isHeard = true
      setMachines(next)
    })
    void main.console.tornOff().then((answer) => {
      if (answer.ok && !isHeard) setMachines(answer.value)
    })
    return stop
  }, [])
  return machines
}
