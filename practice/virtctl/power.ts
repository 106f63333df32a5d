import { text } from '../oc/arguments'
import { Failure } from '../oc/failure'
import { print } from '../oc/terminal'
import { ask, callPath, doing, logInfo, readCommand } from './cluster'

interface MachineCommand {
  /** In "Error …ing VirtualMachine". */
  doing: string
  flags?: Record<string, 'value' | 'switch'>
}

const machineCommands: Record<string, MachineCommand> = {
  start: { doing: 'starting', flags: { paused: 'switch' } },
  stop: { doing: 'stopping', flags: { force: 'switch', 'grace-period': 'value' } },
  restart: { doing: 'restarting', flags: { force: 'switch', 'grace-period': 'value' } },
  migrate: { doing: 'migrating' },
}

/** start, stop, restart and migrate. */
export async function commandMachine(command: string, args: string[]): Promise<void> {
  const { doing: what, flags: own = {} } = machineCommands[command] ?? { doing: command }
  const { flags, rest, session } = readCommand(command, args, 1, { 'dry-run': 'switch', ...own })
  const [name = ''] = rest
  const grace = text(flags, 'grace-period')
  if (flags['force'] === true && grace === undefined) throw new Failure('Must both use --force=true and set --grace-period.')
  const json = {
    ...(flags['dry-run'] === true ? { dryRun: ['All'] } : {}),
    ...(flags['paused'] === true ? { paused: true } : {}),
    ...(grace === undefined ? {} : { [command === 'stop' ? 'gracePeriod' : 'gracePeriodSeconds']: Number(grace) }),
  }
  await doing(`Error ${what} VirtualMachine `, () => ask(session, callPath(session, 'virtualmachines', name, command), { method: 'PUT', json }))
  print(`VM ${name} was scheduled to ${command}\n`)
}

/** pause and unpause, of a machine or of an instance: both mean the instance. */
export async function commandPause(command: string, args: string[]): Promise<void> {
  const { flags, rest, session } = readCommand(command, args, 2, { 'dry-run': 'switch' })
  const [type = '', name = ''] = rest
  const machine = ['vm', 'virtualmachine', 'vms', 'virtualmachines'].includes(type)
  if (!machine && !['vmi', 'virtualmachineinstance', 'vmis', 'virtualmachineinstances'].includes(type)) throw new Failure(`unsupported resource type ${type}`)
  if (machine) {
    const path = `/apis/kubevirt.io/v1/namespaces/${encodeURIComponent(session.namespace)}/virtualmachines/${encodeURIComponent(name)}`
    await doing(`Error getting VirtualMachine ${name}: `, () => ask(session, path))
  }
  const json = flags['dry-run'] === true ? { dryRun: ['All'] } : {}
  const what = command === 'pause' ? 'pausing' : 'unpausing'
  await doing(`Error ${what} VirtualMachineInstance ${name}: `, () => ask(session, callPath(session, 'virtualmachineinstances', name, command), { method: 'PUT', json }))
  print(`VMI ${name} was scheduled to ${command}\n`)
}

export async function softReboot(args: string[]): Promise<void> {
  const { rest, session } = readCommand('soft-reboot', args, 1)
  const [name = ''] = rest
  // Of its calls the real client library logs this one alone.
  logInfo('SoftReboot VMI', 'vmi.go:268')
  await doing(`Error soft rebooting VirtualMachineInstance ${name}: `, () => ask(session, callPath(session, 'virtualmachineinstances', name, 'softreboot'), { method: 'PUT' }))
  print(`VMI ${name} was scheduled to soft-reboot\n`)
}
