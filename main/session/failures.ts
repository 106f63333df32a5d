import { AppFailure, type AppError, type UnreachableReason } from '../../core/contract'

/** A failure of our own making below the API: a time limit, a proxy that says no. */
export class ConnectionFailure extends Error {
  override readonly name = 'ConnectionFailure'
  constructor(
    readonly reason: UnreachableReason,
    detail: string,
    options?: ErrorOptions,
  ) {
    super(detail, options)
  }
}

const REASON_BY_CODE: Readonly<Record<string, UnreachableReason>> = {
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'nameUnknown',
  // The resolver itself gave no answer: without a network that is what happens to every name.
  EAI_AGAIN: 'network',
  ETIMEDOUT: 'timedOut',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  EPROTO: 'notTls',
  ENETUNREACH: 'network',
  ENETDOWN: 'network',
  EHOSTUNREACH: 'network',
  EHOSTDOWN: 'network',
  EADDRNOTAVAIL: 'network',
  CERT_HAS_EXPIRED: 'clock',
  CERT_NOT_YET_VALID: 'clock',
}

/** The one translation of what Node says about a connection. `address` is the server that was meant, never the proxy. */
export function translateConnectionError(error: unknown, address: string): AppFailure {
  if (error instanceof AppFailure) return error
  if (error instanceof ConnectionFailure) return new AppFailure({ kind: 'cluster.unreachable', reason: error.reason, address, detail: capitalised(error.message) }, { cause: error })
  const raw = (error instanceof Error ? error.message : String(error)).slice(0, SAID_LIMIT)
  return new AppFailure({ kind: 'cluster.unreachable', reason: reasonOf(error as NodeJS.ErrnoException), address, detail: '', raw }, { cause: error })
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function reasonOf(error: NodeJS.ErrnoException): UnreachableReason {
  // All addresses of a name were tried: each has its own error, mostly the same.
  const code = error.code ?? (error instanceof AggregateError ? (error.errors[0] as NodeJS.ErrnoException | undefined)?.code : undefined) ?? ''
  const known = REASON_BY_CODE[code]
  if (known !== undefined) return known
  if (code.startsWith('ERR_SSL_')) return 'notTls'
  if (code.startsWith('HPE_')) return 'notAnApi'
  return 'network'
}

const OC_MESSAGES: readonly [said: RegExp, meaning: 'rejected' | 'untrusted' | 'noOc' | 'full' | 'readOnly' | UnreachableReason][] = [
  [/Login failed \(401 Unauthorized\)/, 'rejected'],
  [/does not match its hostname/, 'untrusted'],
  [/certificate has expired or is not yet valid/, 'clock'],
  [/certificate signed by (an )?unknown authority/, 'untrusted'],
  [/x509: /, 'untrusted'],
  [/proxyconnect |Proxy Authentication Required/, 'proxy'],
  [/connection refused/, 'refused'],
  [/no such host|server misbehaving/, 'nameUnknown'],
  [/i\/o timeout|deadline exceeded|TLS handshake timeout|Client\.Timeout/, 'timedOut'],
  [/connection reset by peer|broken pipe|^error: (unexpected )?EOF/m, 'reset'],
  [/first record does not look like a TLS handshake|server gave HTTP response to HTTPS client|unexpected response status 400/, 'notTls'],
  [/HTML page \(console\?\)/, 'notAnApi'],
  [/no route to host|network is unreachable/, 'network'],
  [/no space left on device|disk quota exceeded/i, 'full'],
  [/read-only file system/i, 'readOnly'],
  [/(^|[\s:'"‘“])oc['"’”]?: (command )?not found|command not found: oc\b|Unknown command:? ['"]?oc\b/, 'noOc'],
]

/** What a failed `oc login` meant. `output` is everything it wrote, `exit` null when nobody could tell. */
export function readOcFailure(output: string, exit: number | null, { user, address, kubeconfig }: { user: string; address: string; kubeconfig: string }): AppError {
  const text = plainText(output)
  const meaning = exit === 127 ? 'noOc' : OC_MESSAGES.find(([said]) => said.test(text))?.[1]
  const said = (/^error: .*$/im.exec(text)?.[0] ?? lastLine(text)).slice(0, SAID_LIMIT)
  switch (meaning) {
    case 'rejected':
      return { kind: 'auth.rejected', user }
    case 'untrusted':
      return { kind: 'cluster.untrusted', address, detail: 'oc did not accept it.', raw: said }
    case 'noOc':
      return { kind: 'local.ocMissing', where: 'terminal', downloadUrl: null }
    case 'full':
      return { kind: 'local.file', path: kubeconfig, reason: 'The disk is full, so oc could not write the login down.' }
    case 'readOnly':
      return { kind: 'local.file', path: kubeconfig, reason: 'The disk can only be read, so oc could not write the login down.' }
    case undefined:
      // Ctrl-C at the prompt leaves nothing but the prompt itself.
      return /(Password|Username|\(y\/n\)|Server \[[^\]]*\]): \s*(\^C)?\s*$/.test(text) || exit === 130 ? { kind: 'auth.cancelled', user } : { kind: 'auth.failed', user, said: said === '' ? 'oc ended without a word.' : `oc said: ${said}` }
    default:
      return { kind: 'cluster.unreachable', reason: meaning, address, detail: '', raw: said }
  }
}

/** Terminal text without escape sequences and control characters, line ends as `\n`. */
export function plainText(output: string): string {
  return (
    output
      .replace(/\u001b(\][^\u0007\u001b]*(\u0007|\u001b\\)|\[[0-9;?<=>]*[ -/]*[@-~]|[()][A-Z0-9]|[=>78cDEHM])/g, '')
      .replace(/\r\n?/g, '\n')
      .replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '')
  )
}

// Longer than any message of oc that was seen, short enough for a dialog.
const SAID_LIMIT = 500

function lastLine(text: string): string {
  return text.trimEnd().split('\n').at(-1) ?? ''
}
