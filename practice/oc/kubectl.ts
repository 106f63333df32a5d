import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'
import { loadKubeconfig } from './kubeconfig'

/** Where kubectl-fetch puts the one it obtains. */
function kubectlCache(): string {
  const cache = process.env['LAB_COMPANION_CACHE'] ?? join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'lab-companion')
  return join(cache, 'kubectl')
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

async function findKubectl(): Promise<string> {
  const named = process.env['LAB_COMPANION_KUBECTL']
  if (named !== undefined && named !== '') return named
  const directories = (process.env['PATH'] ?? '').split(delimiter).filter((directory) => directory !== '')
  const found = [...directories, kubectlCache()].map((directory) => join(directory, 'kubectl')).find(isProgram)
  if (found !== undefined) return found
  process.stderr.write('This command needs kubectl, and there is none here. Fetching it once (36 MB) …\n')
  const { fetchKubectl } = await import('./kubectl-fetch')
  return fetchKubectl(kubectlCache())
}

/** oc's `--loglevel` is kubectl's `-v`. */
function translate(args: string[]): string[] {
  return args.flatMap((arg, index) => {
    if (arg === '--loglevel') return ['-v']
    return arg.startsWith('--loglevel=') && !args.slice(0, index).includes('--') ? [`-v=${arg.slice('--loglevel='.length)}`] : [arg]
  })
}

/**
 * After a logout the current user has no credentials. kubectl asks for a name then, oc asks the server as nobody. A user name without a
 * password is what makes kubectl do the same: servers ignore basic authentication and take the request as anonymous.
 */
function asNobody(args: string[]): string[] {
  if (args.some((arg) => /^--(kubeconfig|context|user|token|server|username|client-certificate)\b/.test(arg))) return []
  const { contexts, users, current } = loadKubeconfig(undefined)
  const user = contexts.get(current)?.user
  return user !== undefined && Object.keys(users.get(user) ?? {}).length === 0 ? ['--username=system:anonymous'] : []
}

/** Becomes kubectl as far as Node can: its terminal, its signals, its exit code. */
export async function runKubectl(args: string[]): Promise<void> {
  const child = spawn(await findKubectl(), [...asNobody(args), ...translate(args)], { stdio: 'inherit' })
  // The terminal sends Ctrl+C to both; kubectl decides what it means, this process only waits.
  process.on('SIGINT', () => {})
  process.on('SIGQUIT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal))
  child.on('error', (error) => {
    process.stderr.write(`error: kubectl could not be started: ${error.message}\n`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    if (signal !== null) {
      process.removeAllListeners(signal)
      process.kill(process.pid, signal)
    }
    process.exitCode = code ?? 1
  })
}
