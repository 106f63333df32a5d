import type { ShellMark } from './marks'

/** Where a shell is, as told by its marks. */
export type ShellPhase =
  /** No command runs and the prompt is not drawn yet: start files, prompt hooks. */
  | { kind: 'settling' }
  | { kind: 'prompt'; next: number | null; line: string | null }
  | { kind: 'running'; command: string | null; since: number }

export interface FinishedCommand {
  /** Null where the shell keeps the line out of its history, as a leading space asks it to. */
  command: string | null
  exit: number
  durationMs: number
}

/** Folds one mark. `now` is milliseconds by a clock that nobody puts: the wall's would tell of days that no command took. `finished` is set when this mark ended a command. */
export function followMark(phase: ShellPhase, mark: ShellMark, now: number): { phase: ShellPhase; finished: FinishedCommand | null } {
  switch (mark.type) {
    case 'promptEnd':
      return { phase: { kind: 'prompt', next: mark.next, line: null }, finished: null }
    case 'commandLine':
      return { phase: phase.kind === 'prompt' ? { ...phase, line: lineOf(mark, phase.next) } : phase, finished: null }
    case 'executed':
      // Of several lines entered at once each is announced, and only the last one's end.
      if (phase.kind === 'running') return { phase, finished: null }
      return { phase: { kind: 'running', command: phase.kind === 'prompt' ? phase.line : null, since: now }, finished: null }
    case 'finished':
      // A prompt that follows an empty line or Ctrl+C also reports a status; no command ran then.
      if (phase.kind !== 'running') return { phase: { kind: 'settling' }, finished: null }
      return {
        phase: { kind: 'settling' },
        finished: { command: phase.command, exit: mark.exit, durationMs: Math.round(now - phase.since) },
      }
    case 'promptStart':
    case 'cwd':
      return { phase, finished: null }
  }
}

/** The history's last line is the one that was typed only if its number is the one that the prompt had announced. */
function lineOf(mark: Extract<ShellMark, { type: 'commandLine' }>, announced: number | null): string | null {
  const isNew = mark.number === null || announced === null || mark.number === announced
  return isNew || mark.certain ? mark.text : null
}
