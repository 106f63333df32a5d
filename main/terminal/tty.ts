import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

// stty and ps answer in milliseconds; a machine that swaps may take longer.
const LIMIT_MS = 3_000

/** True when the terminal does not show what is typed: somebody asks for a password. False when nothing can be known. */
export async function echoIsOff(device: string): Promise<boolean> {
  try {
    const { stdout } = await run('stty', [process.platform === 'darwin' ? '-f' : '-F', device, '-a'], { timeout: LIMIT_MS, env: plainEnvironment() })
    // readline switches the echo off too, but reads character by character (-icanon) to draw the line itself.
    return /(^|\s)-echo(\s|;|$)/m.test(stdout) && /(^|\s)icanon(\s|;|$)/m.test(stdout)
  } catch {
    return false
  }
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
