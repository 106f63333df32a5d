import { z } from 'zod'
import type { GuestFacts, GuestLogin, MachineFacts } from '../console/machine'
import { call, news, stream } from './define'

const word = z.string().min(1).max(253)

/** A VM by namespace and name; its running instance has the same. */
const machineSchema = z.object({ namespace: word, name: word })
export type MachineRef = z.infer<typeof machineSchema>

export type ConsolePort = 'screen' | 'serial'

/**
 * Why a console that was open, or was to be, is not.
 * - `taken`: another viewer connected, and the server gave it the only seat
 * - `inUse`: another viewer has the seat and was not sent away (KubeVirt 1.7 and later can tell)
 * - `elsewhere`: another window of this program has it now
 * - `broken`: the connection or the API server went away
 * - `moved`: a live migration took the guest, and its consoles, to another node
 * - `restarted`: another instance runs under the same name
 * - `notRunning`: the VM does not run
 * - `noScreen`: the VM was made without a screen
 * - `nonsense`: what came is no screen
 * - `silent`: nothing came, or only a part
 * - `refused`: the guest's side says why there is none
 */
export type ConsoleEnd = 'taken' | 'inUse' | 'elsewhere' | 'broken' | 'moved' | 'restarted' | 'notRunning' | 'noScreen' | 'nonsense' | 'silent' | 'refused'

/** What the bridge sends down. `latency` is the way to the API server and back in milliseconds. */
export type PortDown =
  | { type: 'open'; connection: string }
  /** What the serial console said before, from the transcript: text that nothing may answer. */
  | { type: 'before'; bytes: Uint8Array }
  | { type: 'bytes'; bytes: Uint8Array }
  | { type: 'latency'; ms: number }
  /** A guest's shell was told how large its terminal is, in cells. */
  | { type: 'sizeTold'; size: SerialSize }

export type MachineNews = { type: 'machine'; facts: MachineFacts } | { type: 'logins'; logins: GuestLogin[] } | { type: 'guest'; guest: GuestFacts }

/** How far a login has come; of the guest's answer only what it means, never a password. */
export type LoginOutcome = 'loggedIn' | 'alreadyLoggedIn' | 'refused' | 'noPrompt' | 'unanswered' | 'noPassword' | 'interrupted'

/** A line of the transcript that was found; `line` counts from 0 at its beginning. */
export interface TranscriptHit {
  line: number
  text: string
}

const connection = z.string().max(64)
const user = z.string().min(1).max(256)
const cells = z.number().int().min(1).max(2000)
const size = z.object({ cols: cells, rows: cells })
export type SerialSize = z.infer<typeof size>
/** A picture or a film of a console: a minute of film is about 10 MB. */
const MAX_FILE_BYTES = 256 * 1024 * 1024
const file = z.object({ name: z.string().min(1).max(255), bytes: z.instanceof(Uint8Array).refine((bytes) => bytes.length <= MAX_FILE_BYTES) })
/** noVNC sends a few hundred bytes at once, a paste some kilobytes. */
const MAX_UP_BYTES = 1_048_576

export const machineConsole = {
  calls: {
    /** Logs in on the serial console that this connection shows, and tells the guest its size in cells. */
    logInBySerial: call(z.object({ connection, user, size: size.nullable() })).returns<LoginOutcome>(),
    /**
     * The terminal that shows a serial console has this size. The guest is told by a command, in the shell that a login of ours has opened and at its bare
     * prompt only; with `isAsked`, now, and whatever the prompt is: the student vouches for it.
     */
    setSerialSize: call(z.object({ connection, size, isAsked: z.boolean() })).returns<void>(),
    /** Types the user's name and Enter on the screen; whoever sees the screen watches what comes of it. */
    typeUser: call(z.object({ connection, user, layout: z.string().max(16) })).returns<void>(),
    /** Types the password and Enter on the screen, where the last keys were those of `typeUser` and a password prompt was seen since. */
    answerPasswordPrompt: call(z.object({ connection, user, layout: z.string().max(16) })).returns<'typed' | 'noPassword' | 'interrupted'>(),
    /** The newest lines last. Searching an empty text answers all of them, up to the limit. */
    searchTranscript: call(z.object({ machine: machineSchema, text: z.string().max(256) })).returns<{ hits: TranscriptHit[]; lines: number }>(),
    readTranscript: call(z.object({ machine: machineSchema })).returns<string>(),
    copyPicture: call(z.object({ png: file.shape.bytes })).returns<void>(),
    /** Asks where to and writes it there; null where the student cancels. */
    saveFile: call(file).returns<{ path: string } | null>(),
    /** Shows the console in a window of its own, or raises that. */
    tearOff: call(z.object({ machine: machineSchema })).returns<void>(),
    /** Closes the window and shows the console in the program's window again. */
    bringBack: call(z.object({ machine: machineSchema })).returns<void>(),
    tornOff: call(z.undefined()).returns<MachineRef[]>(),
    /** The text in the clipboard, to be pasted as keystrokes. */
    clipboard: call(z.undefined()).returns<{ text: string }>(),
  },
  news: { tornOffChanged: news<MachineRef[]>() },
  streams: {
    /** The machine as the cluster has it, the logins that are offered, and what its agent tells, while it is looked at. */
    follow: stream(z.object({ machine: machineSchema }), z.never()).carries<MachineNews>(),
    /** The bytes of a screen (RFB) or of a serial console. With `asks`, a seat that is taken stays so where the server can tell. */
    attach: stream(
      z.object({ machine: machineSchema, port: z.enum(['screen', 'serial']), asks: z.boolean() }),
      z.instanceof(Uint8Array).refine((bytes) => bytes.length <= MAX_UP_BYTES),
    ).carries<PortDown>(),
  },
}
