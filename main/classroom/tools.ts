import { execFile } from 'node:child_process'
import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import type { LocalTool } from '../../core/contract'

/** A tool tells its version within 0.2 s; on a cold disk a 100 MB `oc` needs some seconds. */
const VERSION_WITHIN_MS = 5_000

/** The full path of a program as a shell with this PATH finds it, or null. */
export async function findProgram(name: string, path: string): Promise<string | null> {
  for (const folder of path.split(delimiter).filter((entry) => entry !== '')) {
    const candidate = join(folder, name)
    if (await access(candidate, constants.X_OK).then(() => true, () => false)) return candidate
  }
  return null
}

/** Looks for the command line tools of the course. Never rejects. */
export async function findTools(path: string): Promise<LocalTool[]> {
  const look = async (name: 'oc' | 'virtctl' | 'ssh', args: string[], version: RegExp, without: Omit<LocalTool, 'name'>): Promise<LocalTool> => {
    const program = await findProgram(name, path)
    if (program === null) return { name, ...without }
    const said = await outputOf(program, args)
    return { name, state: 'present', detail: version.exec(said)?.[1] ?? program }
  }
  return Promise.all([
    look('oc', ['version', '--client', '-o', 'json'], /"releaseClientVersion":\s*"([^"]{1,40})"/, { state: 'missing', detail: 'the cluster offers it for download' }),
    look('virtctl', ['version', '--client'], /GitVersion:"([^"]{1,40})"/, { state: 'later', detail: 'the cluster offers it after the first login' }),
    look('ssh', ['-V'], /^(OpenSSH_[\w.]{1,20})/, { state: 'missing', detail: 'needed only for the classroom machines' }),
  ])
}

function outputOf(program: string, args: string[]): Promise<string> {
  return new Promise((resolve) => {
    const child = execFile(program, args, { timeout: VERSION_WITHIN_MS, killSignal: 'SIGKILL', maxBuffer: 64 * 1024 }, (_error, stdout, stderr) => resolve(`${stdout}${stderr}`))
    child.stdin?.end()
  })
}
