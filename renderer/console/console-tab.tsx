import { RhUiExternalLinkIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-external-link-icon'
import { useEffect, useState } from 'react'
import type { MachineRef, ObjectRef } from '../../core/contract'
import { main } from '../border'
import { Button, EmptyState } from '../ui'
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
  return <ConsoleView machine={machine} window={{ label: 'Open in a window of its own', onMove: tearOff, isOwn: false }} />
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
