import type { Inside, Outcome } from './inside'
import { environmentOf, runProgram } from './programs'
import { Shell } from './shell'
import { createTerminalLine, forTerminal } from './terminal'

/** What a command writes to, and how it says that it has ended. */
export interface ProcessEnds {
  write(stream: 'stdout' | 'stderr', text: string): void
  /** Once. */
  exit(code: number): void
}

/** A command that runs in a container. */
export interface ContainerProcess {
  /** What is typed into it; undefined when there is no more. */
  feed(bytes: Uint8Array | undefined): void
  /** Nobody looks any more. */
  stop(): void
}

const shells = ['sh', 'bash']
const interrupted = 130
/** So much may be piped into a command. */
const longestInput = 1024 * 1024

export interface ProcessOptions {
  command: string[]
  stdin: boolean
  tty: boolean
}

/** @returns undefined if there is no such program in the container */
export function startProcess(inside: Inside, { command, stdin, tty }: ProcessOptions, ends: ProcessEnds): ContainerProcess | undefined {
  const name = command[0]?.split('/').at(-1) ?? ''
  if (name === 'chroot' && command.length > 2) return startProcess(inside, { command: command.slice(2), stdin, tty }, ends)
  if (shells.includes(name)) {
    const shell = new Shell(inside, name)
    const script = command.findIndex((word) => /^-\w*c$/.test(word))
    if (script > 0) return new Lasting(shell.run(command[script + 1] ?? ''), ends, tty)
    return tty && stdin ? new InteractiveShell(shell, ends) : new PipedShell(shell, stdin, ends)
  }
  // What reads from a pipe waits for its end.
  if (stdin && !tty) return new Piped((input) => runProgram(inside, command, around(input)) ?? { code: 127 }, ends)
  const outcome = runProgram(inside, command, around(''))
  return outcome === undefined ? undefined : new Lasting(outcome, ends, tty)

  function around(input: string): { input: string; directory: string; environment: Map<string, string> } {
    return { input, directory: '/', environment: environmentOf(inside) }
  }
}

function writeOutcome({ stdout = '', stderr = '' }: Outcome, ends: ProcessEnds, tty: boolean): void {
  const shown = tty ? forTerminal : (text: string): string => text
  if (stdout !== '') ends.write('stdout', shown(stdout))
  if (stderr !== '') ends.write(tty ? 'stdout' : 'stderr', shown(stderr))
}

/** A timer cannot wait for ever, nor for a month. */
function after(milliseconds: number, act: () => void): NodeJS.Timeout | undefined {
  return milliseconds > 0x7fffffff ? undefined : setTimeout(act, milliseconds)
}

/** A command that has its outcome, perhaps after some time. */
class Lasting implements ContainerProcess {
  readonly #ends: ProcessEnds
  readonly #timer: NodeJS.Timeout | undefined
  #over = false

  constructor(outcome: Outcome, ends: ProcessEnds, tty: boolean) {
    this.#ends = ends
    const finish = (): void => {
      writeOutcome(outcome, ends, tty)
      this.#exit(outcome.code)
    }
    if (outcome.lasts === undefined) finish()
    else this.#timer = after(outcome.lasts, finish)
  }

  feed(bytes: Uint8Array | undefined): void {
    if (bytes?.includes(3) === true) this.#exit(interrupted)
  }

  stop(): void {
    clearTimeout(this.#timer)
  }

  #exit(code: number): void {
    if (this.#over) return
    this.#over = true
    this.stop()
    this.#ends.exit(code)
  }
}

/** Reads everything, then acts. */
class Piped implements ContainerProcess {
  readonly #parts: Buffer[] = []
  #length = 0

  constructor(
    private readonly act: (input: string) => Outcome,
    private readonly ends: ProcessEnds,
  ) {}

  feed(bytes: Uint8Array | undefined): void {
    if (bytes !== undefined) {
      this.#length += bytes.length
      if (this.#length <= longestInput) this.#parts.push(Buffer.from(bytes))
      return
    }
    const outcome = this.act(Buffer.concat(this.#parts).toString('utf8'))
    writeOutcome(outcome, this.ends, false)
    this.ends.exit(outcome.code)
  }

  stop(): void {
    this.#parts.length = 0
  }
}

/** A shell whose script comes through a pipe, line by line. */
class PipedShell implements ContainerProcess {
  #rest = ''
  #over = false

  constructor(
    private readonly shell: Shell,
    hasInput: boolean,
    private readonly ends: ProcessEnds,
  ) {
    if (!hasInput) this.feed(undefined)
  }

  feed(bytes: Uint8Array | undefined): void {
    if (this.#over) return
    const lines = (this.#rest + (bytes === undefined ? '\n' : Buffer.from(bytes).toString('utf8'))).split('\n')
    this.#rest = (lines.pop() ?? '').slice(0, longestInput)
    for (const line of lines) {
      writeOutcome(this.shell.run(line), this.ends, false)
      if (this.shell.exited !== undefined) break
    }
    if (bytes === undefined || this.shell.exited !== undefined) {
      this.#over = true
      this.ends.exit(this.shell.exited ?? this.shell.last)
    }
  }

  stop(): void {
    this.#over = true
  }
}

/** A shell with a person at its terminal. */
class InteractiveShell implements ContainerProcess {
  readonly #line
  #busy: NodeJS.Timeout | 'for ever' | undefined
  #over = false

  constructor(
    private readonly shell: Shell,
    private readonly ends: ProcessEnds,
  ) {
    this.#line = createTerminalLine({
      echo: (text) => ends.write('stdout', text),
      onLine: (line) => this.#run(line),
      onInterrupt: () => this.#free(),
      onEnd: () => {
        ends.write('stdout', 'exit\r\n')
        this.#exit(this.shell.last)
      },
    })
    this.#ask()
  }

  feed(bytes: Uint8Array | undefined): void {
    if (this.#over) return
    if (bytes === undefined) this.#exit(this.shell.last)
    else this.#line.type(bytes)
  }

  stop(): void {
    if (this.#busy !== 'for ever') clearTimeout(this.#busy)
    this.#over = true
  }

  #run(line: string): void {
    if (this.#busy !== undefined || this.#over) return
    const outcome = this.shell.run(line)
    if (outcome.lasts !== undefined) {
      this.#busy = after(outcome.lasts, () => this.#show(outcome)) ?? 'for ever'
      return
    }
    this.#show(outcome)
  }

  #show(outcome: Outcome): void {
    writeOutcome(outcome, this.ends, true)
    if (this.shell.exited === undefined) this.#free()
    else {
      if (this.#busy === undefined) this.ends.write('stdout', 'exit\r\n')
      this.#exit(this.shell.exited)
    }
  }

  #free(): void {
    if (this.#busy !== undefined && this.#busy !== 'for ever') clearTimeout(this.#busy)
    this.#busy = undefined
    if (!this.#over) this.#ask()
  }

  #ask(): void {
    this.ends.write('stdout', this.shell.prompt)
  }

  #exit(code: number): void {
    if (this.#over) return
    this.stop()
    this.ends.exit(code)
  }
}
