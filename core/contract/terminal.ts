import { z } from 'zod'
import { call, news, stream } from './define'

/** What runs in a tab. `user` null: a shell that belongs to no identity of the classroom. */
export type TabPurpose = { kind: 'shell'; user: string | null } | { kind: 'ssh'; machine: string; user: string }

export type TabState =
  | { kind: 'running'; busy: boolean; command: string | null }
  /** `code` null: it ended with an earlier run of the program. */
  | { kind: 'exited'; code: number | null; signal: number | null }

/** Where a process was started, and where it goes on to act when another classroom is opened. */
export interface TabClassroom {
  id: string
  title: string
  apiUrl: string
}

export interface TerminalTab {
  id: string
  /** Split panes of one tab share its group. */
  group: string
  title: string
  purpose: TabPurpose
  state: TabState
  cwd: string | null
  /** Null before its process has begun, and where that began without a classroom. */
  classroom: TabClassroom | null
}

/**
 * `replay` is the kept scroll-back, sent once at the start: answers of the terminal to it must not reach the shell. `runningMs` is for how long the
 * command at its end has been running; 0 where none is.
 * `seal` stands in every command mark that main vouches for (core/terminal/marks).
 */
export type TerminalDown = { type: 'data'; data: string } | { type: 'replay'; data: string; seal: string; runningMs: number }

/** How command lines that were typed one after the other have ended: `done` of them without a failure, the last with status `exit`. */
export interface LinesRun {
  tab: string
  done: number
  exit: number | null
}

/** A command that has ended. Tokens, and passwords given to `oc login`, are masked in `command` and `output`. */
export interface FinishedRun {
  /** Empty where the shell keeps the line to itself. */
  command: string
  /** Null where none is reported. */
  exit: number | null
  durationMs: number
  /** Milliseconds since 1970. */
  endedAt: number
  /** Where it was started. */
  cwd: string | null
  /** Plain text, at most 64,000 characters; empty where the shell marks no commands. */
  output: string
}

export interface FinishedCommandNews extends FinishedRun {
  tab: string
  purpose: TabPurpose
}

const id = z.string().max(64)
// A terminal larger than this is a mistake of the layout; the kernel's limit is 65,535.
const cells = z.number().int().min(1).max(2000)
// One paste of a megabyte; larger pastes come in pieces.
const input = z.string().max(1_048_576)

export const terminal = {
  calls: {
    /** All tabs. Where there is none, a shell of this user is opened first, unless a login is about to open one. */
    begin: call(z.object({ user: z.string().max(256).nullable() })).returns<TerminalTab[]>(),
    create: call(
      z.object({
        purpose: z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('shell'), user: z.string().max(256).nullable() }),
          z.object({ kind: z.literal('ssh'), machine: z.string().max(256), user: z.string().max(256) }),
        ]),
        /** Splits this tab instead of opening a new one. */
        beside: id.optional(),
      }),
    ).returns<TerminalTab>(),
    /**
     * Types lines into a shell of this identity that stands at a fresh prompt, never on top of what runs or was typed, one after the other, and
     * stops at the first that fails. Answers when the last has ended.
     */
    run: call(z.object({ user: z.string().min(1).max(256), lines: z.array(z.string().min(1).max(8_000)).min(1).max(40) })).returns<LinesRun>(),
    restart: call(z.object({ id })).returns<TerminalTab>(),
    close: call(z.object({ id })).returns<void>(),
  },
  news: { changed: news<TerminalTab[]>(), focused: news<{ id: string }>(), commandFinished: news<FinishedCommandNews>() },
  streams: {
    attach: stream(
      z.object({ id, cols: cells, rows: cells }),
      z.discriminatedUnion('type', [
        z.object({ type: z.literal('input'), data: input }),
        z.object({ type: z.literal('resize'), cols: cells, rows: cells }),
      ]),
    ).carries<TerminalDown>(),
  },
}
