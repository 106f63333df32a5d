import type { IMarker, Terminal } from '@xterm/xterm'
import { readSealedMark, type SealedMark } from '../../core/terminal'

/** `since` is by performance.now(), `at` in milliseconds since 1970. */
export type CommandOutcome = { state: 'running'; since: number } | { state: 'finished'; exit: number; at: number; durationMs: number }

/** A command whose prompt is in view. `row` counts from the top of the view. */
export interface CommandInView {
  id: number
  row: number
  outcome: CommandOutcome
  /** False where the line itself reaches into the place of the outcome's words. */
  hasRoom: boolean
}

interface Command {
  marker: IMarker
  outcome: CommandOutcome
}

// `exit 130  3 min 5 s  10:35:58` and a gap, in cells.
const OUTCOME_CELLS = 32

export interface CommandMarks {
  inView(): CommandInView[]
  /** Scrolls to the command before (-1) or after (1) the top of the view; past the last one, to the end. */
  jump(direction: 1 | -1): void
}

/**
 * Follows the marks in the output and knows where on the screen their commands are. Asked at each mark, for it comes with the replay: the `seal`, and
 * by performance.now() the `startOf` a command that begins there.
 */
export function followCommands(terminal: Terminal, about: { seal(): string | null; startOf(): number }, onChanged: () => void): CommandMarks {
  let prompt: IMarker | null = null
  let commands: Command[] = []

  const last = (): Command | undefined => commands.at(-1)

  const apply = (mark: SealedMark): void => {
    switch (mark.type) {
      case 'prompt':
        // A prompt after a command that never told its end: its shell died.
        if (last()?.outcome.state === 'running') commands.pop()?.marker.dispose()
        if (prompt !== null && last()?.marker !== prompt) prompt.dispose()
        prompt = terminal.registerMarker(0)
        return
      case 'executed': {
        // Of several lines entered at once each is announced, and only the last one's end.
        if (last()?.outcome.state === 'running') return
        // The screen was cleared under the prompt; the command's line is the one above.
        const marker = prompt === null || prompt.isDisposed ? terminal.registerMarker(-1) : prompt
        const command: Command = { marker, outcome: { state: 'running', since: about.startOf() } }
        commands.push(command)
        marker.onDispose(() => {
          commands = commands.filter((each) => each !== command)
        })
        return
      }
      case 'finished': {
        const command = last()
        if (command) command.outcome = { state: 'finished', exit: mark.exit, at: mark.at, durationMs: mark.durationMs }
      }
    }
  }

  terminal.parser.registerOscHandler(633, (body) => {
    const known = about.seal()
    const mark = known === null ? null : readSealedMark(body, known)
    if (mark) {
      apply(mark)
      onChanged()
    }
    return true
  })

  return {
    inView() {
      const buffer = terminal.buffer.active
      if (buffer.type !== 'normal') return []
      return commands.flatMap(({ marker, outcome }) => {
        const row = marker.line - buffer.viewportY
        if (row < 0 || row >= terminal.rows) return []
        const text = buffer.getLine(marker.line)?.translateToString(true) ?? ''
        const wraps = buffer.getLine(marker.line + 1)?.isWrapped ?? false
        return { id: marker.id, row, outcome, hasRoom: !wraps && text.length + OUTCOME_CELLS <= terminal.cols }
      })
    },
    jump(direction) {
      const top = terminal.buffer.active.viewportY
      const lines = commands.map(({ marker }) => marker.line)
      const target = direction === -1 ? lines.filter((line) => line < top).at(-1) : lines.find((line) => line > top)
      if (target !== undefined) terminal.scrollToLine(target)
      else if (direction === 1) terminal.scrollToBottom()
    },
  }
}
