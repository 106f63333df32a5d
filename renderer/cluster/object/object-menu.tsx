import { RhUiClipboardIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-clipboard-icon'
import { RhUiCopyIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-copy-icon'
import { RhUiDuplicateIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-duplicate-icon'
import { RhUiEditIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-edit-icon'
import { RhUiTrashIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-trash-icon'
import { RhUiCodeIcon } from '@patternfly/react-icons/dist/esm/icons/rh-ui-code-icon'
import { useEffect, useEffectEvent, useState } from 'react'
import { type ClusterObject, findObject } from '../../../core/cluster'
import { type MachineOption, machineOptions } from '../../../core/cluster/machine-actions'
import { ocLines } from '../../../core/cluster/oc-lines'
import type { MachineAction, ObjectRef } from '../../../core/contract'
import { ContextMenu, type MenuEntry } from '../../ui'
import { openObject } from '../stage'
import { snapshot, useVersions } from '../store'
import { cloneObject } from '../yaml/open-create'
import { actOnMachine } from './act'
import { captureYaml } from './capture-yaml'
import { copyText } from './copy'
import { DeleteDialog } from './delete-dialog'
import { type Rights, useRights } from './rights'
import { openShell, shellLineFor } from './shell'

const MACHINES = 'virtualmachines.kubevirt.io'
const INSTANCES = 'virtualmachineinstances.kubevirt.io'

export function machineLine(action: MachineAction, target: ObjectRef): string {
  return ocLines.machine(action, target)
}

/** KubeVirt's actions for a VM, with what this user may not do among the reasons; none for any other kind. */
export function useMachineOptions(target: ObjectRef, object: ClusterObject | null): MachineOption[] {
  const rights = useRights(target)
  const instance = useVersions(() => findObject(snapshot, INSTANCES, target.namespace, target.name))
  if (target.kind !== MACHINES || object === null) return []
  const { runStrategy } = object.facts
  const options = machineOptions({
    status: object.status,
    runStrategy: typeof runStrategy === 'string' ? runStrategy : null,
    agent: instance ? instance.facts['agent'] === 'connected' : null,
    notMigratable: instance && instance.facts['migratable'] === false ? 'It cannot be live-migrated: see its conditions' : null,
  })
  return options.map((option) => {
    const allowed = option.action === 'migrate' ? rights.migrate : rights.act
    return allowed ? option : { ...option, why: `You may not ${option.label.toLowerCase()} it: your role in ${target.namespace} does not allow it` }
  })
}

/** Everything that can be asked about the object in a terminal, to be copied. */
export function commandEntries(target: ObjectRef, options: readonly MachineOption[]): MenuEntry[] {
  const lines = [
    ocLines.get(target),
    ocLines.yaml(target),
    ocLines.describe(target),
    ocLines.events(target),
    ocLines.edit(target),
    ...options.filter(({ why }) => why === null).map(({ action }) => machineLine(action, target)),
    ocLines.remove(target),
  ]
  return [
    { kind: 'heading', id: 'head', label: 'Copy as oc command' },
    ...lines.map((line): MenuEntry => ({ kind: 'item', id: line, label: line, icon: <RhUiCopyIcon />, onSelect: () => copyText(line) })),
  ]
}

interface MoreOptions {
  target: ObjectRef
  object: ClusterObject | null
  options: readonly MachineOption[]
  rights: Rights
  onDelete: () => void
}

/** What stands behind the three dots. */
export function moreEntries({ target, object, options, rights, onDelete }: MoreOptions): MenuEntry[] {
  const softReboot = options.find(({ action }) => action === 'softreboot')
  const line = shellLineFor(target, null)
  const mayExec = target.kind !== 'pods' || rights.exec
  return [
    ...(softReboot && object ? [machineEntry(softReboot, object, target)] : []),
    ...(line === null
      ? []
      : [
          {
            kind: 'item',
            id: 'shell',
            label: 'Open a shell here',
            icon: <RhUiCodeIcon />,
            detail: line,
            why: mayExec ? null : 'You may not run programs in this pod',
            onSelect: () => void openShell(line),
          } satisfies MenuEntry,
        ]),
    { kind: 'item', id: 'edit', label: 'Edit YAML', icon: <RhUiEditIcon />, onSelect: () => openObject(target, { tab: 'yaml' }) },
    { kind: 'item', id: 'clone', label: 'Clone as YAML…', icon: <RhUiDuplicateIcon />, onSelect: () => void cloneObject(target) },
    ...(target.kind === 'secrets' ? [] : [{ kind: 'item', id: 'notes', label: 'YAML to notes', icon: <RhUiClipboardIcon />, onSelect: () => void captureYaml(target) } satisfies MenuEntry]),
    { kind: 'line', id: 'line' },
    { kind: 'item', id: 'delete', label: 'Delete…', icon: <RhUiTrashIcon />, why: rights.remove ? null : 'You may not delete it', onSelect: onDelete },
  ]
}

function machineEntry(option: MachineOption, object: ClusterObject, target: ObjectRef): MenuEntry {
  const line = machineLine(option.action, target)
  return { kind: 'item', id: option.action, label: option.label, why: option.why, onSelect: () => void actOnMachine(object, option, line) }
}

interface ObjectContextMenuProps {
  object: ClusterObject
  x: number
  y: number
  /** What the place where it was asked for has to offer besides. */
  extra: readonly MenuEntry[]
  onClose: () => void
}

/** The menu of a row of the tree, at the place where it was asked for. */
export function ObjectContextMenu({ object, x, y, extra, onClose }: ObjectContextMenuProps) {
  const options = useMachineOptions(object, object)
  const rights = useRights(object)
  const [deleting, setDeleting] = useState(false)
  const [closed, setClosed] = useState(false)
  const tellClosed = useEffectEvent(onClose)
  useEffect(() => {
    // What was chosen is under way; only the question about deleting stays.
    if (closed && !deleting) tellClosed()
  }, [closed, deleting])
  if (deleting) return <DeleteDialog target={object} kind={object.kind} onClose={onClose} />
  if (closed) return null
  const machine = options.filter(({ action }) => action !== 'softreboot').map((option) => machineEntry(option, object, object))
  const entries: MenuEntry[] = [
    { kind: 'item', id: 'open', label: 'Open', onSelect: () => openObject(object) },
    ...(machine.length > 0 ? [{ kind: 'line', id: 'machine' } satisfies MenuEntry, ...machine] : []),
    { kind: 'line', id: 'more' },
    ...moreEntries({ target: object, object, options, rights, onDelete: () => setDeleting(true) }),
    { kind: 'item', id: 'copy', label: 'Copy as oc command', icon: <RhUiCopyIcon />, detail: ocLines.get(object), onSelect: () => copyText(ocLines.get(object)) },
    ...extra,
  ]
  return <ContextMenu label={`Actions for ${object.name}`} entries={entries} x={x} y={y} onClose={() => setClosed(true)} />
}
