import { type ChildProcess, spawn } from 'node:child_process'
import type { CommandFact } from '../../../core/course'
import { commandLines } from '../../../core/terminal'

/** What is typed into a command that asks: at once, or after it has printed something. */
export type Typing = string | { after: string; send: string }

export interface Student {
  /** Types lines one after the other, until one fails. Answers what was run. */
  run(text: string, user: string, typing?: readonly Typing[]): Promise<CommandFact[]>
}

interface Options {
  environmentOf: (user: string) => Promise<NodeJS.ProcessEnv>
  /** A command that runs longer is ended, and counts as failed. */
  limitMs: number
}

// What a terminal of the window keeps of a command's output.
const MAX_OUTPUT = 64 * 1024
// A login prompt answers in less, also on a busy machine.
const IMPATIENT_MS = 3_000

export function createStudent({ environmentOf, limitMs }: Options): Student {
  return {
    async run(text, user, typing = []) {
      const env = await environmentOf(user)
      const facts: CommandFact[] = []
      for (const command of commandLines(text)) {
        const { exit, output } = await runLine(command, env, typing, limitMs)
        facts.push({ command, user, exit, output, endedAt: Date.now() })
        if (exit !== 0) break
      }
      return facts
    },
  }
}

function runLine(command: string, env: NodeJS.ProcessEnv, typing: readonly Typing[], limitMs: number): Promise<{ exit: number; output: string }> {
  return new Promise((resolve, reject) => {
    // A group of its own: what a command has started ends with it.
    const child = spawn('bash', ['-c', command], { env, cwd: env['HOME'], detached: true })
    let output = ''
    let sent = ''
    const waiting = [...typing]
    const type = (): void => {
      for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
        if (typeof next !== 'string' && !output.includes(next.after)) return
        waiting.shift()
        sent = typeof next === 'string' ? `${next}\n` : next.send
        child.stdin.write(sent)
      }
      if (typing.length > 0 && typing.every((entry) => typeof entry === 'string')) child.stdin.end()
    }
    const take = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-MAX_OUTPUT)
      type()
    }
    child.stdin.on('error', () => {})
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    if (typing.length === 0) child.stdin.end()
    else type()
    // A console shows only what is new: whoever sees nothing presses Enter once more.
    const impatient = setInterval(() => void (waiting.length > 0 && sent === '\r' && child.stdin.write(sent)), IMPATIENT_MS)
    const late = setTimeout(() => endGroup(child), limitMs)
    child.once('error', reject)
    child.once('close', (code) => {
      clearTimeout(late)
      clearInterval(impatient)
      resolve({ exit: code ?? 130, output })
    })
  })
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It ended by itself meanwhile.
  }
}
