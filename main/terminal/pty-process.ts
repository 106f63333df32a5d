import { type Pty, spawn } from 'node-pty'
import { AppFailure } from '../../core/contract'
import { readForeground } from './tty'
import type { Launch } from './shell'

export interface PtyExit {
  code: number
  signal: number | null
}

export interface PtySize {
  cols: number
  rows: number
}

/** One process on its own pseudo-terminal. Every method may be called after the process has ended. */
export interface PtyProcess {
  readonly pid: number
  /** Path of the terminal device, such as /dev/pts/3. */
  readonly device: string
  write(data: string): void
  resize(size: PtySize): void
  /** Stops reading: the kernel's buffer fills and the program waits in its next write. */
  pause(): void
  resume(): void
  /** Hangs up as a closed window does, then ends what does not listen. Resolves when the process is gone. */
  end(): Promise<void>
}

// A shell writes its history within milliseconds of a hang-up; a student who closes the window should not wait for one that hangs.
const HANG_UP_MS = 1_000

// SIGKILL cannot be refused; only a process inside a dead file system outlives it, and nothing can be done about that one.
const KILL_MS = 1_000

/** Throws AppFailure `terminal.failed` where the system gives no pseudo-terminal or no process. */
export function startPty(
  launch: Launch,
  options: { cwd: string; size: PtySize; onData(data: string): void; onExit(exit: PtyExit): void },
): PtyProcess {
  const pty = spawnOrSay(launch, options)

  let alive = true
  let size = options.size
  pty.onData((data) => options.onData(data))
  // A write that meets a shell in the act of ending fails (EIO, EBADF); node-pty would throw that where nobody can catch it.
  pty.on('error', () => {})
  const gone = new Promise<void>((resolve) => {
    pty.onExit(({ exitCode, signal }) => {
      alive = false
      options.onExit({ code: exitCode, signal: signal ? signal : null })
      resolve()
    })
  })

  const signal = (target: number, name: NodeJS.Signals): void => {
    try {
      process.kill(target, name)
    } catch {
      // It ended on its own meanwhile.
    }
  }

  return {
    pid: pty.pid,
    device: pty.ptsName,
    write(data) {
      if (alive) pty.write(data)
    },
    resize(next) {
      // node-pty's resize throws EBADF once the shell is gone, and that may be before its exit is told.
      if (!alive || (next.cols === size.cols && next.rows === size.rows)) return
      try {
        pty.resize(next.cols, next.rows)
        size = next
      } catch {
        alive = false
      }
    },
    pause() {
      if (alive) pty.pause()
    },
    resume() {
      if (alive) pty.resume()
    },
    async end() {
      if (!alive) return gone
      // A paused terminal keeps its program in a write that a hang-up does not interrupt.
      pty.resume()
      const foreground = await readForeground(pty.pid)
      const groups = [pty.pid, ...(foreground && foreground.group !== pty.pid ? [foreground.group] : [])]
      for (const group of groups) signal(-group, 'SIGHUP')
      if (await within(gone, HANG_UP_MS)) {
        // The program in front may have ignored the hang-up that ended its shell.
        for (const group of groups.slice(1)) signal(-group, 'SIGKILL')
        return
      }
      for (const group of groups) signal(-group, 'SIGKILL')
      await within(gone, KILL_MS)
    },
  }
}

function spawnOrSay({ file, args, environment }: Launch, { cwd, size }: { cwd: string; size: PtySize }): Pty {
  try {
    return spawn(file, args, { name: 'xterm-256color', cwd, ...size, env: environment })
  } catch (error) {
    // node-pty's `forkpty(3) failed.` tells not which limit it was: of pseudo-terminals, of processes, or of memory.
    const said = error instanceof Error ? error.message : String(error)
    const detail = `This computer gives no further terminal (${said.replace(/\.$/, '')}): too many are open, or too many processes run. Close some, then try again.`
    throw new AppFailure({ kind: 'terminal.failed', detail }, { cause: error })
  }
}

async function within(done: Promise<void>, limitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs)
  })
  const won = await Promise.race([done.then(() => true as const), late])
  clearTimeout(timer)
  return won
}
