import { randomBytes } from 'node:crypto'
import { AppFailure, type Downstream, type FinishedRun, type StreamSource, type StreamUp, type TabClassroom, type TabPurpose, type TabState, type TerminalDown, type TerminalTab } from '../../core/contract'
import {
  captureOutput,
  createMarkReader,
  createScrollBack,
  createTextBatch,
  followMark,
  resetAfter,
  sealMark,
  withoutSecrets,
  type CapturedOutput,
  type FinishedCommand,
  type MarkReader,
  type ShellMark,
  type ShellPhase,
  type TextBatch,
} from '../../core/terminal'
import type { PtyExit, PtyProcess, PtySize } from './pty-process'
import { createCommandTap, type CommandTap, type RunningCommand } from './running-command'
import type { Launch } from './shell'
import { type EchoReader, readForeground } from './tty'

/** What a tab is made of, and what comes back after a restart of the program. */
export interface TabRecord {
  id: string
  group: string
  title: string
  purpose: TabPurpose
  /** Sealed marks in the scroll-back carry it; see core/terminal/marks. */
  seal: string
  cwd: string | null
}

export interface TabOptions {
  record: TabRecord
  /** Text of an earlier run. */
  restored: string
  echo: EchoReader
  launch(purpose: TabPurpose, nonce: string): Promise<Launch & { cwd: string; classroom: TabClassroom | null }>
  onChanged(): void
  onOutput(): void
  onFinished(finished: FinishedRun): void
}

export interface Tab {
  readonly id: string
  readonly record: TabRecord
  describe(): TerminalTab
  text(): string
  /** Starts the tab's process if none runs. */
  start(): Promise<void>
  /** Ends the process and starts it again, for another purpose if one is given. */
  restart(change?: Pick<TabRecord, 'purpose' | 'title'>): Promise<void>
  attach(size: PtySize, down: Downstream<TerminalDown>): StreamSource<StreamUp<'terminal', 'attach'>>
  /** At a prompt on which nobody has typed, or on the way to it. */
  isFresh(): boolean
  /** Nobody has typed here since the shell started. */
  isUntouched(): boolean
  /** Resolves at the shell's prompt. Rejects with terminal.failed when none comes in time. */
  waitForPrompt(): Promise<void>
  run(line: string): RunningCommand
  follow(): RunningCommand | null
  end(): Promise<void>
}

// Start files that take longer ask the student something, or hang.
const PROMPT_LIMIT_MS = 15_000

// A shell without marks is asked who reads its keyboard; four times a second is soon enough to say that a command has ended.
const FOREGROUND_POLL_MS = 250

// The window tells the real size when it attaches; this is what terminals have begun with since the VT100.
const FIRST_SIZE: PtySize = { cols: 80, rows: 24 }

export function createTab(options: TabOptions): Tab {
  const record: TabRecord = { ...options.record }
  const scrollBack = createScrollBack()
  scrollBack.append(options.restored)

  let pty: PtyProcess | null = null
  let classroom: TabClassroom | null = null
  let starting: Promise<void> | null = null
  let exited: PtyExit | null = null
  let size = FIRST_SIZE
  let integrated = false
  let phase: ShellPhase = { kind: 'settling' }
  let typedAtPrompt = false
  let touched = false
  let printed = false
  let tap: CommandTap | null = null
  /** What the command in front prints, and where it was started. */
  let captured: { output: CapturedOutput; cwd: string | null } | null = null
  let attached: { down: Downstream<TerminalDown>; batch: TextBatch } | null = null
  const waiting = new Set<() => void>()

  const wake = (): void => [...waiting].forEach((look) => look())

  const show = (text: string): void => {
    if (text === '') return
    scrollBack.append(text)
    attached?.batch.add(text)
    options.onOutput()
  }

  const finishTap = (exit: number | null): void => {
    const ended = tap
    tap = null
    ended?.finish(exit)
  }

  const takeMark = (mark: ShellMark): void => {
    const { phase: next, finished } = followMark(phase, mark, performance.now())
    const before = describeState()
    phase = next
    if (mark.type === 'promptStart') {
      typedAtPrompt = false
    } else if (mark.type === 'promptEnd') {
      show(sealMark({ type: 'prompt' }, record.seal))
      // From here on somebody may ask for a password.
      options.echo.warm()
    } else if (mark.type === 'executed') {
      show(sealMark({ type: 'executed' }, record.seal))
      captured ??= { output: captureOutput(), cwd: record.cwd }
    } else if (mark.type === 'cwd') {
      record.cwd = mark.path
    } else if (mark.type === 'finished') {
      finishMarked(mark.exit, finished)
    }
    if (mark.type === 'cwd' || JSON.stringify(before) !== JSON.stringify(describeState())) options.onChanged()
    wake()
  }

  const finishMarked = (exit: number, finished: FinishedCommand | null): void => {
    // A line with a syntax error ends without ever having run; whoever typed it still waits.
    finishTap(exit)
    if (!finished) return
    const at = Date.now()
    show(sealMark({ type: 'finished', exit: finished.exit, at, durationMs: finished.durationMs }, record.seal))
    const { output, cwd } = captured ?? { output: captureOutput(), cwd: record.cwd }
    captured = null
    options.onFinished({
      command: withoutSecrets(finished.command ?? ''),
      exit: finished.exit,
      durationMs: finished.durationMs,
      endedAt: at,
      cwd,
      output: withoutSecrets(output.text()),
    })
  }

  const takeText = (text: string): void => {
    printed = true
    show(text)
    captured?.output.add(text)
    tap?.output(text)
  }

  const takeData = (reader: MarkReader, data: string): void => {
    for (const piece of reader.read(data)) {
      if ('text' in piece) takeText(piece.text)
      else takeMark(piece.mark)
    }
    wake()
  }

  const launch = async (): Promise<void> => {
    const nonce = randomBytes(16).toString('hex')
    const { purpose } = record
    const { cwd, classroom: startedIn, ...plan } = await options.launch(purpose, nonce)
    const { startPty } = await import('./pty-process')
    const reader = createMarkReader(nonce)
    const startedAt = performance.now()
    phase = { kind: 'settling' }
    typedAtPrompt = touched = printed = false
    captured = null
    integrated = plan.integrated
    record.cwd = cwd
    classroom = startedIn
    const mine = startPty(plan, {
      cwd,
      size,
      onData: (data) => {
        if (pty === mine) takeData(reader, data)
      },
      onExit: (exit) => {
        if (pty !== mine) return
        takeText(reader.rest())
        pty = null
        exited = exit
        finishTap(purpose.kind === 'ssh' ? exit.code : null)
        // `exit`, or a command that took its shell along: it ended with the shell.
        if (phase.kind === 'running') takeMark({ type: 'finished', exit: exit.signal === null ? exit.code : 128 + exit.signal })
        phase = { kind: 'settling' }
        if (purpose.kind === 'ssh') options.onFinished({ command: `ssh ${record.title}`, exit: exit.code, durationMs: Math.round(performance.now() - startedAt), endedAt: Date.now(), cwd: record.cwd, output: '' })
        options.onChanged()
        wake()
      },
    })
    pty = mine
    exited = null
    if (attached && !attached.down.flowing) mine.pause()
    if (purpose.kind === 'ssh') tap = createCommandTap(mine, options.echo)
    options.onChanged()
  }

  const describeState = (): TabState => {
    if (exited) return { kind: 'exited', ...exited }
    // A restored ssh tab waits for the student: connecting asks for a password.
    if (record.purpose.kind === 'ssh') return pty || starting ? { kind: 'running', busy: false, command: null } : { kind: 'exited', code: null, signal: null }
    return { kind: 'running', busy: phase.kind === 'running', command: phase.kind === 'running' ? phase.command : null }
  }

  const begin = (work: () => Promise<void>): Promise<void> => {
    const mine = work().finally(() => {
      if (starting === mine) starting = null
    })
    starting = mine
    return mine
  }

  const start = (): Promise<void> => {
    if (pty || starting) return starting ?? Promise.resolve()
    return begin(launch)
  }

  /** A process of a tab that goes on: its exit is nobody's news. */
  const endQuietly = async (): Promise<void> => {
    const ending = pty
    pty = null
    phase = { kind: 'settling' }
    finishTap(null)
    wake()
    await ending?.end()
  }

  /** Ends a command of a shell that reports nothing, when the shell reads the keyboard again. */
  const watchForeground = async (watched: PtyProcess, mine: CommandTap): Promise<void> => {
    // Twice in a row: between Enter and the program's start the shell is still in front.
    let quiet = 0
    while (pty === watched && tap === mine && quiet < 2) {
      await new Promise((resolve) => setTimeout(resolve, FOREGROUND_POLL_MS))
      const foreground = await readForeground(watched.pid)
      quiet = foreground === null || foreground.group === watched.pid ? quiet + 1 : 0
    }
    if (tap === mine) finishTap(null)
  }

  const isAtPrompt = (): boolean => pty !== null && tap === null && (integrated ? phase.kind === 'prompt' : printed)

  return {
    id: record.id,
    record,
    describe: () => ({ id: record.id, group: record.group, title: record.title, purpose: record.purpose, state: describeState(), cwd: record.cwd, classroom }),
    text: () => scrollBack.text(),
    start,
    restart(change) {
      const before = starting
      // All of it is one start: who looks at the tab meanwhile waits for the new process, and starts none for the old purpose.
      return begin(async () => {
        await before?.catch(() => {})
        const wasRunning = pty !== null
        const ended = endQuietly()
        Object.assign(record, change)
        // A shell that makes room has only drawn its prompt: the next one draws over it.
        show(`${resetAfter(scrollBack.text())}${wasRunning ? '\r\x1b[2K' : '\r\n'}`)
        await Promise.all([ended, launch()])
      })
    },
    attach(wanted, down) {
      size = wanted
      pty?.resize(size)
      attached?.batch.drop()
      attached?.down.end({ reason: 'closed' })
      const batch = createTextBatch(
        (data) => down.send({ type: 'data', data }, data.length),
        (run, delayMs) => {
          const timer = setTimeout(run, delayMs)
          return () => clearTimeout(timer)
        },
      )
      const mine = { down, batch }
      attached = mine
      down.onFlow((flowing) => {
        if (attached !== mine) return
        if (flowing) pty?.resume()
        else pty?.pause()
      })
      const replay = scrollBack.text()
      const runningMs = phase.kind === 'running' ? performance.now() - phase.since : 0
      down.send({ type: 'replay', data: replay, seal: record.seal, runningMs }, replay.length)
      return {
        receive(up) {
          if (up.type === 'resize') {
            size = { cols: up.cols, rows: up.rows }
            pty?.resize(size)
            return
          }
          if (!isTerminalReply(up.data)) {
            touched = true
            if (phase.kind !== 'running') typedAtPrompt = true
          }
          pty?.write(up.data)
          tap?.typed(up.data)
        },
        dispose() {
          batch.drop()
          if (attached !== mine) return
          attached = null
          // Nobody looks; the program goes on, as behind a minimised window.
          pty?.resume()
        },
      }
    },
    isFresh: () => !exited && tap === null && phase.kind !== 'running' && !typedAtPrompt,
    isUntouched: () => pty !== null && tap === null && !touched && phase.kind !== 'running',
    waitForPrompt() {
      return new Promise((resolve, reject) => {
        const done = (problem: string | null): void => {
          clearTimeout(timer)
          waiting.delete(look)
          if (problem === null) resolve()
          else reject(new AppFailure({ kind: 'terminal.failed', detail: problem }))
        }
        const look = (): void => {
          if (isAtPrompt()) done(null)
          else if (exited || !pty) done('The shell ended before it showed a prompt.')
        }
        const timer = setTimeout(() => done(`The shell showed no prompt within ${PROMPT_LIMIT_MS / 1000} seconds.`), PROMPT_LIMIT_MS)
        waiting.add(look)
        look()
      })
    },
    run(line) {
      if (!pty || !isAtPrompt()) throw new AppFailure({ kind: 'terminal.failed', detail: 'The shell is not at its prompt.' })
      // A control character would be a key: Enter, Ctrl+C, an escape of the line editor.
      if (/[\p{Cc}]/u.test(line)) throw new AppFailure({ kind: 'terminal.failed', detail: 'The command holds a control character.' })
      const mine = createCommandTap(pty, options.echo)
      tap = mine
      // Ctrl+U first: what was typed ahead must not become part of the command.
      pty.write(`\x15${line}\r`)
      if (!integrated) void watchForeground(pty, mine)
      return mine.command
    },
    follow: () => (record.purpose.kind === 'ssh' ? (tap?.command ?? null) : null),
    async end() {
      await starting?.catch(() => {})
      await endQuietly()
      attached?.batch.flush()
      attached?.down.end({ reason: 'done' })
      attached = null
    },
  }
}

/** What xterm answers or reports by itself: focus, device attributes, cursor position, colours. Nobody has typed that. */
function isTerminalReply(data: string): boolean {
  return /^(?:\x1b\[[IO]|\x1b\[[?>=]?[\d;]*[cnRy]|\x1b\[\?[\d;]*\$y|\x1b[\]P][^\x07\x1b]*(?:\x07|\x1b\\))+$/.test(data)
}
