import { RhUiAddIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-add-icon'
import { lazy } from 'react'
import { main } from '../../border'
import type { ObjectRef } from '../../../core/contract'
import { openPage, tabInFront, useStage } from '../stage'

const CreatePage = lazy(async () => ({ default: (await import('./create-page')).CreatePage }))

const STARTER = `# Several objects are separated by a line of ---
apiVersion: v1
kind: ConfigMap
metadata:
  name: example
data:
  greeting: hello
`

let opened = 0

/** A page on which one writes, or pastes, what is to be created. */
export function openCreate({ title = 'Create from YAML', text = STARTER, namespace = projectInFront() } = {}): void {
  const id = `create-${(opened += 1)}`
  openPage({ id, title, Icon: RhUiAddIcon, Content: () => <CreatePage id={id} title={title} initial={text} project={namespace} /> })
}

/** The page for a copy: the same YAML under another name, without what belongs to the original only. */
export async function cloneObject(target: ObjectRef): Promise<void> {
  const answer = await main.objects.copyYaml({ target, name: `${target.name.slice(0, MAX_NAME)}-copy` })
  const text = answer.ok ? answer.value.text : `# ${target.name} could not be read: it may be gone, or you may not see it\n`
  openCreate({ title: `Clone ${target.name}`, text, namespace: target.namespace })
}

// Names have at most 63 characters in most kinds.
const MAX_NAME = 58

/** Where the student looks now is where a new object most likely belongs. */
export function projectInFront(): string {
  const tab = tabInFront(useStage.getState())
  if (tab?.kind !== 'object') return ''
  return tab.target.kind === 'projects.project.openshift.io' ? tab.target.name : tab.target.namespace
}
