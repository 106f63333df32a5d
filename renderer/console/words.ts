import type { ConsolePort, MachineRef } from '../../core/contract'
import type { MachineFacts, Seat, WaitReason } from '../../core/console'
import { describeTrouble } from '../trouble'

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })

function sayTime(ms: number): string {
  return clock.format(ms)
}

/** One or two words for the head of a pane. */
export function sayState(seat: Seat, facts: MachineFacts): string {
  switch (seat.state) {
    case 'connected':
      return facts.power === 'paused' ? 'Paused' : facts.isMigrating ? 'Connected, the VM is moving' : 'Connected'
    case 'connecting':
      return 'Connecting'
    case 'waiting':
      return 'Reconnecting'
    case 'taken':
      return `Taken at ${sayTime(seat.at)}`
    case 'closed':
      return seat.why === 'stopped' ? 'Not running' : seat.why === 'signedOut' ? 'Not logged in' : 'Closed'
    case 'failed':
      return 'Failed'
  }
}

export interface SeatWords {
  title: string
  why: string
}

const waits: Record<WaitReason, SeatWords> = {
  broken: { title: 'The connection broke', why: 'The network, the API server or the node’s virt-handler went away. It comes back by itself.' },
  moved: { title: 'The VM moved to another node', why: 'A live migration took the guest along, running. Its console follows.' },
  restarted: { title: 'The VM was restarted', why: 'It runs as a new instance; its console follows.' },
  starting: { title: 'The VM is starting', why: 'Its console comes with it.' },
}

const ports: Record<ConsolePort, string> = { screen: 'screen', serial: 'serial console' }

/** What happened and why, for the card over the last picture. */
export function describeSeat(seat: Exclude<Seat, { state: 'connected' }>, port: ConsolePort, { namespace, name }: MachineRef, facts: MachineFacts): SeatWords {
  switch (seat.state) {
    case 'connecting':
      return seat.why === null || seat.why === 'starting' ? { title: `Connecting to the ${ports[port]}`, why: `of ${name} in ${namespace}` } : waits[seat.why]
    case 'waiting':
      return waits[seat.why]
    case 'taken':
      return describeTaken(seat, port)
    case 'closed':
      return describeClosed(seat.why, port, name, facts)
    case 'failed': {
      const { title, why, raw } = describeTrouble(seat.error)
      return { title, why: raw === undefined ? why : `${why} It said: ${raw}` }
    }
  }
}

function describeTaken({ how, at }: Extract<Seat, { state: 'taken' }>, port: ConsolePort): SeatWords {
  const one = port === 'screen' ? 'A VM has one screen, and OpenShift gives it to whoever connects last.' : 'A VM has one serial console, and OpenShift gives it to whoever connects last.'
  if (how === 'elsewhere') return { title: 'Shown in another window', why: `Another window of this program has it since ${sayTime(at)}.` }
  if (how === 'inUse') return { title: 'Someone else is looking', why: `The ${ports[port]} is in use. Taking it sends the other viewer away.` }
  const preview = port === 'screen' ? ' The overview page of the web console does so as well.' : ''
  return { title: `Someone else took this ${ports[port]}`, why: `${one} Another viewer connected at ${sayTime(at)}.${preview} A restart of the node’s virt-handler can look the same: nothing is taken back without your click.` }
}

/** Wanted and not got: `ErrorUnschedulable`, `ErrImagePull`, `DataVolumeError`, `CrashLoopBackOff`. Waiting for it to change by itself would be in vain. */
export function isRefused({ power, status }: MachineFacts): boolean {
  return power === 'starting' && /Err|BackOff/.test(status)
}

function describeClosed(why: Extract<Seat, { state: 'closed' }>['why'], port: ConsolePort, name: string, facts: MachineFacts): SeatWords {
  if (why === 'signedOut') return { title: 'The login has ended', why: 'The cluster does not accept it any more. The console comes back when you are logged in again.' }
  if (why === 'noScreen') return { title: `${name} has no ${ports[port]}`, why: 'It was made without one; spec.template.spec.domain.devices of the VM says so.' }
  if (facts.hasCrashed) return { title: `The guest of ${name} crashed`, why: 'The cluster calls this run failed. With the next one its console opens by itself.' }
  switch (facts.power) {
    case 'absent':
      return { title: `There is no ${name} any more`, why: 'The VM was deleted.' }
    case 'starting':
      if (isRefused(facts)) return { title: `${name} does not start`, why: `The cluster says ${facts.status}; the Overview tab has the reason. Its console opens by itself once it runs.` }
      return { title: `${name} is starting`, why: facts.status === '' ? 'Its console opens by itself.' : `The cluster says ${facts.status}. Its console opens by itself.` }
    case 'stopping':
      return { title: `${name} is shutting down`, why: 'The guest has been asked to end.' }
    case 'running':
    case 'paused':
      return { title: `${name} is running`, why: 'Its console can be opened again.' }
    case 'stopped':
    case 'unknown':
      return { title: `${name} is not running`, why: 'Without a running guest there is neither screen nor serial console.' }
  }
}

/** `12 ms`, `1.4 MB/s`. */
export function sayRate(bytesPerSecond: number): string {
  return bytesPerSecond >= 1_000_000 ? `${(bytesPerSecond / 1_000_000).toFixed(1)} MB/s` : `${Math.round(bytesPerSecond / 1000)} kB/s`
}

/** `3.1 of 29.0 GiB`. */
export function sayUse(used: number, total: number): string {
  const gib = (bytes: number): string => (bytes / 2 ** 30).toFixed(1)
  return `${gib(used)} of ${gib(total)} GiB`
}
