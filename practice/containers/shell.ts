import { listFiles, writeFile } from './files'
import { isLauncher, isNodeShell, userOf, type Inside, type Outcome } from './inside'
import { probe } from './probes'
import { environmentOf, resolvePath, runProgram } from './programs'
import { expand, parseScript, SyntaxTrouble, type Command, type Step } from './shell-language'

/** A script that pipes a file through itself again and again must not keep the classroom busy. */
const longestOutput = 1024 * 1024

/** The shell of a container. */
export class Shell {
  readonly #inside: Inside
  readonly #name: string
  readonly #environment: Map<string, string>
  #directory = '/'
  #last = 0
  /** Set by `exit`. */
  exited: number | undefined

  constructor(inside: Inside, name: string) {
    this.#inside = inside
    this.#name = name
    this.#environment = environmentOf(inside)
  }

  get prompt(): string {
    const shell = isLauncher(this.#inside) ? 'bash' : this.#name
    return `${shell}-5.1${userOf(this.#inside).id === 0 ? '#' : '$'} `
  }

  /** The last command's exit code. */
  get last(): number {
    return this.#last
  }

  /** Runs lines to their end, or to a command that lasts: what stands behind it is left out. */
  run(script: string): Outcome {
    // A descriptor of one's own is beyond this shell; the lessons' probes are known as a whole.
    const known = script.includes('/dev/tcp/') ? probe(this.#inside.store, this.#inside.pod, [this.#name, '-c', script]) : undefined
    if (known !== undefined) return this.#ended(known)
    let steps: Step[]
    try {
      steps = parseScript(script)
    } catch (error) {
      if (!(error instanceof SyntaxTrouble)) throw error
      return this.#ended({ code: 2, stderr: `${this.#name}: ${error.message}\n` })
    }
    let stdout = ''
    let stderr = ''
    for (const { when, pipe } of steps) {
      if (this.exited !== undefined || stdout.length > longestOutput) break
      if (when === 'success' && this.#last !== 0) continue
      if (when === 'failure' && this.#last === 0) continue
      const outcome = this.#pipe(pipe)
      this.#last = outcome.code
      stdout += outcome.stdout ?? ''
      stderr += outcome.stderr ?? ''
      if (outcome.lasts !== undefined) return { code: outcome.code, stdout, stderr, lasts: outcome.lasts }
    }
    return { code: this.exited ?? this.#last, stdout: stdout.slice(0, longestOutput), stderr }
  }

  #ended(outcome: Outcome): Outcome {
    this.#last = outcome.code
    return outcome
  }

  #pipe(commands: Command[]): Outcome {
    let input = ''
    let stderr = ''
    let outcome: Outcome = { code: 0 }
    for (const command of commands) {
      outcome = this.#command(command, input)
      stderr += outcome.stderr ?? ''
      input = outcome.stdout ?? ''
    }
    return { ...outcome, stdout: input, stderr }
  }

  #command({ words, into }: Command, input: string): Outcome {
    const value = (name: string): string => (name === '?' ? String(this.#last) : name === '$' ? '142' : (this.#environment.get(name) ?? ''))
    const args = words.map((word) => expand(word, value)).filter((word, index) => word !== '' || (words[index]?.some(({ expands }) => !expands) ?? false))
    const outcome = this.#builtIn(args) ?? runProgram(this.#inside, args, { input, directory: this.#directory, environment: this.#environment }) ?? { code: 127, stderr: `${this.#name}: ${args[0] ?? ''}: command not found\n` }
    if (into === undefined) return outcome
    const path = resolvePath(this.#directory, expand(into.path, value))
    if (path === '/dev/null') return { ...outcome, stdout: '' }
    const before = into.append ? (this.#inside.written.get(path) ?? '') : ''
    const refusal = writeFile(this.#inside, path, before + (outcome.stdout ?? ''))
    return refusal === undefined ? { ...outcome, stdout: '' } : { code: 1, stderr: `${this.#name}: ${path}: ${refusal}\n` }
  }

  #builtIn([name = '', ...args]: string[]): Outcome | undefined {
    const assignment = /^(\w+)=(.*)$/s.exec(name)
    if (assignment !== null) return this.#assign(assignment[1] ?? '', assignment[2] ?? '')
    switch (name) {
      case '':
      case ':':
        return { code: 0 }
      case 'cd': {
        const path = resolvePath(this.#directory, args[0] ?? this.#environment.get('HOME') ?? '/')
        if (listFiles(this.#inside, path) === undefined) return { code: 1, stderr: `${this.#name}: cd: ${args[0] ?? path}: No such file or directory\n` }
        this.#directory = path
        return { code: 0 }
      }
      case 'export':
        for (const one of args) this.#assign(...(one.split(/=(.*)/s, 2) as [string, string]))
        return { code: 0 }
      case 'exit':
        this.exited = args[0] === undefined ? this.#last : Number(args[0]) & 0xff
        return { code: this.exited }
      // The node's shell inside the debug pod's: it looks the same.
      case 'chroot':
        return isNodeShell(this.#inside) && args.length === 1 ? { code: 0 } : undefined
      case 'sh':
      case 'bash':
        return args[0] === '-c' ? new Shell(this.#inside, name).run(args[1] ?? '') : { code: 0 }
      default:
        return undefined
    }
  }

  #assign(name: string, value = ''): Outcome {
    this.#environment.set(name, value)
    return { code: 0 }
  }
}
