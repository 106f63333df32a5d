import type { AppError, ConsoleEnd, NotSavedReason, UnreachableReason } from '../../core/contract'
import type { PolicyLock } from '../../core/policy'

/** The button that leads on. `retry` is the view's own; the others mean the same everywhere. */
export type NextStep =
  | { act: 'retry'; label: string }
  | { act: 'logIn'; label: string; user: string }
  | { act: 'command'; label: string; id: string }
  | { act: 'openUrl'; label: string; url: string }
  | { act: 'openLog'; label: string }

export interface TroubleWords {
  /** What happened. */
  title: string
  /** Why, and what was lost; one or two sentences. */
  why: string
  /** Null where nothing is left to do. */
  next: NextStep | null
  /** The same in the words of the program that said it, for whoever looks closer. */
  raw?: string
  /** A warning where what was asked for has happened all the same. */
  tone?: 'warning'
}

/** What an administrator has set: as a line of a list, and to somebody who just met it. */
export const policyWords: Record<PolicyLock, { set: string; refused: string }> = {
  lockClassrooms: { set: 'Only the administrator’s classrooms can be opened, and their files are not edited here', refused: 'On this computer only the administrator’s classrooms can be opened, and their files are not edited here.' },
  forbidPractice: { set: 'The practice classroom cannot be started', refused: 'The practice classroom cannot be started on this computer.' },
  forbidStoredPasswords: { set: 'No password is kept after Lab Companion quits', refused: 'No password is kept on this computer after Lab Companion quits.' },
  forbidNewCertificates: { set: 'Certificates that nothing vouches for cannot be trusted', refused: 'Certificates that nothing vouches for cannot be trusted on this computer.' },
  forbidSolutions: { set: 'Steps cannot be solved by the guide', refused: 'Steps cannot be solved by the guide on this computer.' },
}

const retry: NextStep = { act: 'retry', label: 'Try again' }
const openLog: NextStep = { act: 'openLog', label: 'Show log folder' }

const unreachable: Record<UnreachableReason, (address: string) => Omit<TroubleWords, 'next'>> = {
  refused: (address) => ({
    title: `Nothing answers at ${address}`,
    why: 'The computer is there, but nothing listens at that port. The API is usually at port 6443; a cluster that is still starting needs some minutes.',
  }),
  nameUnknown: (address) => ({
    title: `The name in ${address} is not known`,
    why: 'No name server knows it. Look for a typing error, and whether this computer is on the classroom’s network or VPN.',
  }),
  timedOut: (address) => ({
    title: `${address} did not answer in time`,
    why: 'The cluster may be starting or overloaded, or a firewall drops the connection without a word.',
  }),
  reset: (address) => ({
    title: `The connection to ${address} broke`,
    why: 'It was closed in the middle. A server that restarts does that, and so does a firewall.',
  }),
  notTls: (address) => ({
    title: `${address} does not speak HTTPS`,
    why: 'Something listens there, but it is not the secure API of a cluster. The API address begins with https and ends with :6443.',
  }),
  notAnApi: (address) => ({
    title: `${address} is not the API of a cluster`,
    why: 'A web page came back. That is mostly the console’s address; the API’s begins with api and ends with :6443.',
  }),
  proxy: (address) => ({
    title: `The proxy did not let through to ${address}`,
    why: 'The environment names a proxy (https_proxy), and it refused or could not be reached. A classroom’s address usually belongs into no_proxy.',
  }),
  clock: (address) => ({
    title: `The certificate of ${address} is not valid at this time`,
    why: 'Either it has expired, or the clock of this computer is wrong. Compare date and time first.',
  }),
  network: (address) => ({
    title: `There is no way to ${address}`,
    why: 'This computer has no network, or no route to the classroom.',
  }),
}

/** As few words as fit behind `Not saved:`, made a sentence in the alert. */
export const notSaved: Record<NotSavedReason, string> = {
  full: 'The disk is full.',
  forbidden: 'There is no permission to write there.',
  readOnly: 'The disk can only be read.',
  device: 'The disk reports an error.',
  other: 'The file could not be written.',
}

const consoleEnds: Record<ConsoleEnd, Omit<TroubleWords, 'next'>> = {
  taken: { title: 'Someone else took this screen', why: 'A VM has one screen, and OpenShift gives it to whoever connects last.' },
  inUse: { title: 'Someone else looks at this screen', why: 'A VM has one screen. Taking it sends the other viewer away.' },
  elsewhere: { title: 'This console is shown in another window', why: 'A VM has one screen and one serial console; the other window of this program has it now.' },
  broken: { title: 'The connection to the console broke', why: 'The network or the API server went away for a moment.' },
  moved: { title: 'The VM moved to another node', why: 'A live migration takes the console along; it has to be connected again.' },
  restarted: { title: 'The VM was restarted', why: 'It runs as a new instance with a new console.' },
  notRunning: { title: 'The VM is not running', why: 'Without a running instance there is neither screen nor serial console.' },
  noScreen: { title: 'This VM has no such console', why: 'It was made without the device; spec.template.spec.domain.devices says so.' },
  nonsense: { title: 'What came is not a screen', why: 'The server sent bytes that are no picture of a VM. The connection was closed; nothing else is concerned.' },
  silent: { title: 'The console sends nothing', why: 'It is connected, but no whole picture came. The guest may hang, or something between it and here does.' },
  refused: { title: 'There is no console behind this VM', why: 'The cluster opened the connection and then said why it has nothing to show.' },
}

/** Every error in words. A new kind does not compile until it has some. */
export function describeTrouble(error: AppError): TroubleWords {
  switch (error.kind) {
    case 'auth.rejected':
      return {
        title: `The cluster did not accept the password of ${error.user}`,
        why: 'A kept password that is wrong is not used again. Log in and type the right one at the prompt.',
        next: { act: 'logIn', label: `Log in as ${error.user} again`, user: error.user },
      }
    case 'auth.expired':
      return {
        title: `The login of ${error.user} has expired`,
        why: 'The cluster does not accept its token any more. The terminal stays as it is.',
        next: { act: 'logIn', label: `Log in as ${error.user} again`, user: error.user },
      }
    case 'auth.cancelled':
      return {
        title: `The login of ${error.user} was cancelled`,
        why: 'Nothing was changed.',
        next: { act: 'logIn', label: `Log in as ${error.user} again`, user: error.user },
      }
    case 'auth.passwordNeeded':
      return {
        title: error.reason === 'none' ? `There is no password for ${error.user}` : `The cluster did not accept the password of ${error.user}`,
        why: 'Without oc there is no prompt to type one at. Write the password beside the user in the classroom file; saving moves it to the keychain.',
        next: { act: 'command', label: 'Open settings', id: 'classroom.edit' },
      }
    case 'auth.failed':
      return {
        title: `The login of ${error.user} failed`,
        why: sentence(error.said),
        next: { act: 'logIn', label: `Log in as ${error.user} again`, user: error.user },
      }
    case 'cluster.untrusted':
      return {
        title: `The certificate of ${error.address} is not trusted`,
        why: `${sentence(error.detail)} No password has been sent.`,
        ...rawOf(error),
        next: { act: 'retry', label: 'Look at the certificate again' },
      }
    case 'cluster.unreachable': {
      const { title, why } = unreachable[error.reason](error.address)
      return { title, why: error.detail === '' ? why : `${why} ${sentence(error.detail)}`, ...rawOf(error), next: retry }
    }
    case 'cluster.forbidden':
      return {
        title: 'The cluster does not allow that',
        why: `${sentence(error.message)} Another user may have the right.`,
        next: retry,
      }
    case 'cluster.refused':
      return { title: 'The cluster refused', why: `${sentence(error.message)} (status ${error.status})`, next: retry }
    case 'cluster.signedOut':
      return { title: 'Nobody is logged in to this cluster', why: 'Log in with one click in the title bar, then try again.', next: retry }
    case 'cluster.noSuchKind':
      return {
        title: `This cluster does not know ${error.name}`,
        why: 'A kind comes with its operator: it may not be installed, still be on its way, or have another name or version here.',
        next: retry,
      }
    case 'cluster.clock':
      return {
        tone: 'warning',
        title: `The clock of this computer is ${howLong(Math.abs(error.aheadMs))} ${error.aheadMs > 0 ? 'ahead of' : 'behind'} the cluster’s`,
        why: 'One of the two is wrong. Certificates and logins are valid by time, so they may be refused or end at once. Compare both with a clock that you trust, and put the wrong one right.',
        next: retry,
      }
    case 'cluster.gone':
      return { title: `${error.name} is not there any more`, why: 'It was deleted in the meantime.', next: null }
    case 'classroom.invalid':
      return {
        title: 'The classroom file has mistakes',
        why: `${error.file} was not opened; nothing was changed.`,
        next: { act: 'command', label: 'Open another file', id: 'classroom.open' },
      }
    case 'classroom.none':
      return {
        title: 'No classroom is open',
        why: 'That needs a cluster to talk to.',
        next: { act: 'command', label: 'Start practice classroom', id: 'classroom.practice' },
      }
    case 'policy.forbidden':
      return { title: 'Set by your classroom’s administrator', why: `${policyWords[error.lock].refused} ${error.contact === null ? '' : `Questions: ${sentence(error.contact)}`}`.trim(), next: null }
    case 'policy.invalid':
      return { title: 'The administrator’s policy has mistakes', why: `Until ${error.file} is right, classrooms are locked, and no password is kept and no new certificate trusted.`, next: { act: 'command', label: 'Copy diagnostics', id: 'app.diagnostics' } }
    case 'policy.unsafe':
      return {
        title: 'The administrator’s files can be changed by others',
        why: `So what is in ${error.folder} is not believed: none of its classrooms and units is used, no password is kept and no new certificate trusted. As root: chown -R root:root ${error.folder} && chmod -R go-w ${error.folder}, then start Lab Companion again.`,
        next: { act: 'command', label: 'Copy diagnostics', id: 'app.diagnostics' },
      }
    case 'practice.failed':
      return { title: 'The practice classroom did not start', why: sentence(error.detail), next: retry }
    case 'practice.silent':
      return { title: 'The practice classroom does not answer', why: `${sentence(error.detail)} It starts again by itself; if it does not, the log says why.`, next: retry }
    case 'practice.refused':
      return { title: 'The practice classroom cannot do that', why: sentence(error.message), next: retry }
    case 'course.none':
      return { title: 'This step is not open any more', why: 'The unit was closed or has changed meanwhile.', next: { act: 'command', label: 'Show guide', id: 'view.guide' } }
    case 'course.cannotRun':
      return {
        title: 'This command cannot be typed here',
        why: error.as === '' ? 'Nobody is logged in, so there is no terminal for it.' : `It belongs to ${error.as}, who is no user of this classroom's cluster.`,
        next: null,
      }
    case 'local.ocMissing':
      return {
        tone: 'warning',
        title: error.where === 'computer' ? 'oc was not found on this computer' : 'oc is not on the terminal’s PATH',
        why: `You are logged in all the same, but commands in the terminal need oc.${error.downloadUrl === null ? '' : ' This cluster offers a download.'}`,
        next: error.downloadUrl === null ? null : { act: 'openUrl', label: 'Download oc', url: error.downloadUrl },
      }
    case 'local.sshMissing':
      return {
        title: 'ssh is not on this computer',
        why: 'Install the OpenSSH client (the package openssh-client or openssh-clients), then try again.',
        next: retry,
      }
    case 'local.file':
      return { title: `${error.path} could not be used`, why: sentence(error.reason), next: retry }
    case 'local.fileSetAside':
      return {
        tone: 'warning',
        title: 'A kubeconfig that could not be read was set aside',
        why: `It is kept as ${error.aside}, and the login made a new one. ${sentence(error.reason)}`,
        next: null,
      }
    case 'local.notKept':
      return {
        title: 'Lab Companion cannot keep its own files',
        why: `${notSaved[error.reason]} Progress, terminals and the window’s arrangement go on here and are written to ${error.folder} as soon as it takes them.`,
        next: null,
      }
    case 'notes.notSaved':
      return {
        title: `${error.path} is not saved`,
        why: `${notSaved[error.reason]} What you wrote stays in the window, and saving is tried again.`,
        raw: error.detail,
        next: retry,
      }
    case 'notes.gone':
      return { title: `${error.path} is not there any more`, why: 'It was moved, renamed or deleted. Deleted notes are in the bin.', next: { act: 'command', label: 'Show deleted notes', id: 'notes.bin' } }
    case 'notes.folder':
      return { title: 'The notes cannot be read', why: `${error.folder}: ${sentence(error.reason)}`, next: { act: 'command', label: 'Choose another folder', id: 'notes.folder' } }
    case 'notes.nothingToCapture':
      return {
        tone: 'warning',
        title: 'There is no command to capture yet',
        why: `${error.user === null ? 'No terminal' : `No terminal of ${error.user}`} has finished a command since the program started.`,
        next: null,
      }
    case 'console.ended':
      return { ...consoleEnds[error.why], ...(error.message === '' ? {} : { raw: error.message }), next: { act: 'retry', label: error.why === 'taken' || error.why === 'inUse' ? 'Take back' : 'Reconnect' } }
    case 'terminal.failed':
      return { title: 'The shell did not start', why: sentence(error.detail), next: retry }
    case 'terminal.gone':
      return {
        title: 'That terminal is gone',
        why: 'It was closed in the meantime.',
        next: { act: 'command', label: 'New terminal', id: 'terminal.new' },
      }
    case 'input.invalid':
      return { title: 'That is not a valid entry', why: sentence(error.detail), next: retry }
    case 'unexpected':
      return {
        title: 'Something went wrong inside Lab Companion',
        why: `It is written in the log under ${error.incident}.`,
        next: openLog,
      }
  }
}

function rawOf({ raw }: { raw?: string }): { raw?: string } {
  return raw === undefined ? {} : { raw }
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/** In the largest unit of which there is a whole one, such as `2 days`. */
function howLong(ms: number): string {
  const [unit, size] = UNITS.find(([, each]) => ms >= each) ?? UNITS[2]
  return new Intl.NumberFormat('en-GB', { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 0 }).format(ms / size)
}

// Three lines of an alert; a program's whole last words are in the log.
const longestDetail = 240

/** What a program said, ended as a sentence: messages that were cut at a line's end stop with a colon. */
function sentence(said: string): string {
  if (said.length > longestDetail) return `${said.slice(0, longestDetail)}… (the rest is in the log).`
  const text = said.trim().replace(/[\s:;,]+$/, '')
  return /[.!?]$/.test(text) || text === '' ? text : `${text}.`
}
