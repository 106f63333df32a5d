import type { PolicyLock } from '../policy'
import type { ConsoleEnd } from './console'

/** Why a server could not be spoken to, as told apart by main/session/failures. */
export type UnreachableReason =
  | 'refused' // nothing listens at that port
  | 'nameUnknown' // DNS has no such name
  | 'timedOut' // no answer in time
  | 'reset' // the connection broke in the middle
  | 'notTls' // the port speaks plain HTTP or something else
  | 'notAnApi' // HTML came instead of an API, mostly the console's address
  | 'proxy' // the proxy refused or could not be reached
  | 'clock' // the certificate is not valid at this computer's time
  | 'network' // no route, network down

/**
 * Everything that can go wrong in a way that the window has words for. Closed on purpose: views switch over `kind` exhaustively.
 * No member ever carries a secret.
 */
export type AppError =
  | { kind: 'auth.rejected'; user: string }
  | { kind: 'auth.expired'; user: string }
  | { kind: 'auth.cancelled'; user: string }
  | { kind: 'auth.failed'; user: string; said: string } // by oc, with `oc said: ` in front, or by the login server
  // `detail` is a sentence for the student or nothing; `raw` is what a library or oc said, in its own words
  | { kind: 'cluster.untrusted'; address: string; detail: string; raw?: string }
  | { kind: 'cluster.unreachable'; reason: UnreachableReason; address: string; detail: string; raw?: string }
  | { kind: 'cluster.forbidden'; message: string }
  | { kind: 'cluster.refused'; status: number; message: string } // any other Status of the API server
  | { kind: 'cluster.signedOut' } // nobody is logged in, so nobody can be asked
  | { kind: 'cluster.noSuchKind'; name: string } // such as `virtualmachines.kubevirt.io` before the operator
  | { kind: 'cluster.clock'; aheadMs: number } // this computer's clock is so far before the cluster's, or behind it where negative
  | { kind: 'cluster.gone'; name: string } // the object was there, or was thought to be
  | { kind: 'classroom.invalid'; file: string; problems: FileProblem[] }
  | { kind: 'classroom.none' }
  | { kind: 'policy.forbidden'; lock: PolicyLock; contact: string | null } // the administrator of this computer has set it
  | { kind: 'policy.invalid'; file: string; problems: FileProblem[] }
  | { kind: 'policy.unsafe'; folder: string; found: { path: string; why: string }[] } // others than the administrator could have changed it
  | { kind: 'practice.failed'; detail: string }
  | { kind: 'practice.silent'; detail: string } // it does not run, or does not answer
  | { kind: 'practice.refused'; message: string } // what was asked of its control makes no sense there
  | { kind: 'auth.passwordNeeded'; user: string; reason: 'none' | 'wrong' } // nobody can ask for it, as there is no oc
  | { kind: 'local.ocMissing'; where: 'computer' | 'terminal'; downloadUrl: string | null } // `terminal`: the computer has one, the shell does not find it
  | { kind: 'local.sshMissing' }
  | { kind: 'local.file'; path: string; reason: string }
  | { kind: 'local.fileSetAside'; path: string; aside: string; reason: string } // not in the way any more: kept as `aside`
  | { kind: 'local.notKept'; folder: string; reason: NotSavedReason } // the program's own files, for as long as it lasts
  | { kind: 'notes.notSaved'; path: string; reason: NotSavedReason; detail: string } // the text stays in the window
  | { kind: 'notes.gone'; path: string }
  | { kind: 'notes.folder'; folder: string; reason: string }
  | { kind: 'notes.nothingToCapture'; user: string | null }
  | { kind: 'course.none' } // the unit or step is not open any more
  | { kind: 'course.cannotRun'; as: string } // no identity of the classroom bears that name; empty where nobody is logged in
  | { kind: 'console.ended'; why: ConsoleEnd; message: string } // `message` is the server's sentence, or empty
  | { kind: 'terminal.failed'; detail: string }
  | { kind: 'terminal.gone' }
  | { kind: 'input.invalid'; call: string; detail: string } // the renderer sent what the contract does not allow
  | { kind: 'unexpected'; incident: string }

/** Why a file is not on disk. */
export type NotSavedReason =
  | 'full' // no room, or over the quota
  | 'forbidden' // no permission
  | 'readOnly' // a file system that is mounted to be read only
  | 'device' // the disk or the network behind it reports an error
  | 'other'

/** One finding in a file that a person edits. `line` and `column` count from 1. */
export interface FileProblem {
  line: number
  column: number
  /** Path of the field, such as `cluster.apiUrl` or `users[0].name`; empty for a syntax error. */
  field: string
  message: string
}

export type Result<T> = { ok: true; value: T } | { ok: false; error: AppError }

/** Thrown inside main where a failure has a case of its own; the border turns it into `{ok: false, error}`. */
export class AppFailure extends Error {
  override readonly name = 'AppFailure'
  constructor(
    readonly error: AppError,
    options?: ErrorOptions,
  ) {
    super(error.kind, options)
  }
}
