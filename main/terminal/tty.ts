import { type ChildProcessByStdio, execFile, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import type { Readable, Writable } from 'node:stream'
import { promisify } from 'node:util'

const run = promisify(execFile)

// stty and ps answer in milliseconds; a machine that swaps may take longer.
const LIMIT_MS = 3_000

export interface EchoReader {
  /** True when this terminal does not show what is typed: somebody asks for a password. False when nothing can be known. */
  isOff(device: string): Promise<boolean>
  /** Gets ready to be asked. */
  warm(): void
  /** Ends its process; whoever still waits gets false. */
  dispose(): void
}

/**
 * Asks `stty` about terminals, through a shell that stays: starting a process out of a program of this size takes many times as long as the
 * answer, just when somebody waits to be logged in.
 */
export function createEchoReader(): EchoReader {
  let asker: ChildProcessByStdio<Writable, Readable, null> | null = null
  let waiting: ((settings: string) => void)[] = []
  let said = ''
  let isDisposed = false

  const drop = (): void => {
    asker?.kill()
    asker = null
    said = ''
    const abandoned = waiting
    waiting = []
    for (const settle of abandoned) settle('')
  }
  const start = (): ChildProcessByStdio<Writable, Readable, null> => {
    const flag = process.platform === 'darwin' ? '-f' : '-F'
    const child = spawn('sh', ['-c', 'while IFS= read -r device; do stty "$1" "$device" -a; echo; done', 'sh', flag], { env: plainEnvironment(), stdio: ['pipe', 'pipe', 'ignore'] })
    const lose = (): void => {
      if (asker === child) drop()
    }
    child.on('error', lose).on('exit', lose)
    child.stdin.on('error', lose)
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      if (asker !== child) return
      said += text
      // An answer ends with an empty line; one of a terminal that is gone is nothing else.
      for (let end = endOf(said); end !== null; end = endOf(said)) {
        waiting.shift()?.(said.slice(0, end))
        said = said.slice(end)
      }
    })
    return child
  }
  const ask = (device: string): Promise<string> =>
    new Promise((resolve) => {
      const late = setTimeout(drop, LIMIT_MS)
      waiting.push((settings) => {
        clearTimeout(late)
        resolve(settings)
      })
      asker ??= start()
      asker.stdin.write(`${device}\n`)
    })

  return {
    async isOff(device) {
      if (isDisposed) return false
      const settings = await ask(device)
      // readline switches the echo off too, but reads character by character (-icanon) to draw the line itself.
      return /(^|\s)-echo(\s|;|$)/m.test(settings) && /(^|\s)icanon(\s|;|$)/m.test(settings)
    },
    warm() {
      if (!isDisposed) asker ??= start()
    },
    dispose() {
      isDisposed = true
      drop()
    },
  }
}

function endOf(said: string): number | null {
  if (said.startsWith('\n')) return 1
  const end = said.indexOf('\n\n')
  return end === -1 ? null : end + 2
}

export interface Foreground {
  /** The process group that reads the keyboard. */
  group: number
  /** Arguments of its leader, the program's name first; null when it ended meanwhile. */
  argv: string[] | null
}

/** Who reads the keyboard of the terminal that the process `pid` controls. Null when that cannot be known. */
export async function readForeground(pid: number): Promise<Foreground | null> {
  return process.platform === 'linux' ? foregroundOnLinux(pid) : foregroundByPs(pid)
}

async function foregroundOnLinux(pid: number): Promise<Foreground | null> {
  try {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
    // proc(5): the name in parentheses may hold anything; after it: state ppid pgrp session tty_nr tpgid.
    const group = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[5])
    if (!(group > 0)) return null
    const arguments_ = await readFile(`/proc/${group}/cmdline`, 'utf8').catch(() => '')
    return { group, argv: arguments_ === '' ? null : arguments_.replace(/\0$/, '').split('\0') }
  } catch {
    return null
  }
}

async function foregroundByPs(pid: number): Promise<Foreground | null> {
  try {
    const asked = await run('ps', ['-o', 'tpgid=', '-p', String(pid)], { timeout: LIMIT_MS, env: plainEnvironment() })
    const group = Number(asked.stdout.trim())
    if (!(group > 0)) return null
    const named = await run('ps', ['-ww', '-o', 'args=', '-p', String(group)], { timeout: LIMIT_MS, env: plainEnvironment() }).catch(() => null)
    return { group, argv: named === null ? null : named.stdout.trim().split(/\s+/) }
  } catch {
    return null
  }
}

function plainEnvironment(): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C' }
}
