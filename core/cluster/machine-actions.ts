/** What can be asked of a virtual machine now. `why` says why not, or is null where it can. */
export interface MachineOption {
  action: 'start' | 'stop' | 'restart' | 'pause' | 'unpause' | 'migrate' | 'softreboot'
  label: string
  why: string | null
  /** The status that the row shows at once, until the server's own word comes. */
  turning: string
}

export interface MachineState {
  /** `status.printableStatus`; empty while it is not known. */
  status: string
  runStrategy: string | null
  /** Whether the guest agent answers; null while that is not known. */
  agent: boolean | null
  /** Why it cannot be live-migrated, in the server's words; null where it can, or where that is not known. */
  notMigratable: string | null
}

const OFF = new Set(['Stopped', 'Provisioning', 'WaitingForVolumeBinding', 'DataVolumeError', 'ErrorPvcNotFound'])

/**
 * Which of KubeVirt's calls would be taken, by the same rules as virt-api has: offering what will be refused teaches nothing. Paused is offered
 * beside its opposite never: exactly one of the two is there.
 */
export function machineOptions({ status, runStrategy, agent, notMigratable }: MachineState): MachineOption[] {
  const off = OFF.has(status)
  const paused = status === 'Paused'
  const running = status === 'Running' || paused
  const leaving = status === 'Stopping' || status === 'Terminating'
  const notRunning = leaving ? 'It is stopping' : off ? 'It is not running' : running ? null : `It is ${status === '' ? 'not known yet' : status}`
  const byHand = runStrategy === 'Always' && off ? 'Its run strategy is Always: it starts by itself' : null
  const options: MachineOption[] = [
    { action: 'start', label: 'Start', turning: 'Starting', why: status === '' ? 'It is not known yet' : status === 'Stopped' ? null : (byHand ?? startedWords(status, running, leaving)) },
    { action: 'stop', label: 'Stop', turning: 'Stopping', why: status === '' ? 'It is not known yet' : leaving ? 'It is stopping' : status === 'Stopped' ? 'It is not running' : null },
    { action: 'restart', label: 'Restart', turning: 'Stopping', why: notRunning ?? (runStrategy === 'Halted' ? 'Its run strategy is Halted' : null) },
    paused
      ? { action: 'unpause', label: 'Unpause', turning: 'Running', why: null }
      : { action: 'pause', label: 'Pause', turning: 'Paused', why: notRunning },
    { action: 'migrate', label: 'Migrate', turning: 'Migrating', why: status === 'Migrating' ? 'It is migrating' : (notRunning ?? (paused ? 'It is paused' : notMigratable)) },
    { action: 'softreboot', label: 'Soft reboot', turning: 'Running', why: notRunning ?? (paused ? 'It is paused' : agent === false ? 'Nothing in the guest would hear it: neither the guest agent nor ACPI is known to answer' : null) },
  ]
  return options
}

function startedWords(status: string, running: boolean, leaving: boolean): string {
  if (running) return 'It is running already'
  if (leaving) return 'It is stopping'
  return status === 'Starting' || status === 'Migrating' ? `It is ${status.toLowerCase()}` : `It is ${status}`
}
