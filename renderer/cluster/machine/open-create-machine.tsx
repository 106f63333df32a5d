import { RhUiVirtualServerIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-virtual-server-icon'
import { lazy } from 'react'
import { openPage } from '../stage'
import { projectInFront } from '../yaml/open-create'

const CreateMachine = lazy(async () => ({ default: (await import('./create-machine')).CreateMachine }))

const ID = 'create-machine'

/** The form for a new VM; one at a time, as it keeps what is typed while other tabs are looked at. */
export function openCreateMachine(project = projectInFront()): void {
  openPage({ id: ID, title: 'Create virtual machine', Icon: RhUiVirtualServerIcon, Content: () => <CreateMachine id={ID} project={project} /> })
}
