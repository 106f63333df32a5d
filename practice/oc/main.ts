import { adminCommands, kubectlCommands, otherCommands, suggestions } from './commands'
import { Failure } from './failure'
import { TransportError } from './http'
import { runKubectl } from './kubectl'
import { login } from './login'
import { newProject, project, projects, status } from './projects'
import { remoteShell } from './rsh'
import { logout, version, whoami } from './session'

const own = new Map<string, (args: string[]) => Promise<void>>([
  ['login', login],
  ['logout', logout],
  ['whoami', whoami],
  ['project', project],
  ['projects', projects],
  ['new-project', newProject],
  ['rsh', remoteShell],
  ['status', status],
  ['version', version],
])

// Global flags with a value of their own may stand before the command.
const valueFlags = new Set(['-n', '--namespace', '--kubeconfig', '--context', '--token', '-s', '--server', '--certificate-authority', '--loglevel', '-v', '--request-timeout', '--as', '--user', '--cluster'])

function commandIndex(args: string[]): number {
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? ''
    if (!arg.startsWith('-')) return index
    if (valueFlags.has(arg)) index += 1
  }
  return -1
}

async function run(args: string[]): Promise<void> {
  const index = commandIndex(args)
  const command = args[index]
  if (command === undefined) return runKubectl(args)
  const rest = [...args.slice(0, index), ...args.slice(index + 1)]
  const wantsHelp = rest.includes('--help') || rest.includes('-h')
  const act = own.get(command)
  if (act !== undefined && !wantsHelp) return act(rest)
  if (act !== undefined) return void process.stdout.write(`oc ${command}: as in OpenShift; see https://docs.openshift.com for its options.\n`)
  if (kubectlCommands.has(command)) return runKubectl(args)
  const next = rest[index]
  if (command === 'adm' && next !== undefined && adminCommands.has(next)) return runKubectl(rest)
  if (otherCommands.includes(command) || command === 'adm') throw new Failure(`error: the practice classroom's oc has no "${command}"${command === 'adm' && next !== undefined ? ` ${JSON.stringify(next)}` : ''}`)
  const meant = suggestions(command)
  throw new Failure(`error: unknown command ${JSON.stringify(command)} for "oc"${meant.length === 0 ? '' : `\n\nDid you mean this?\n\t${meant.join('\n\t')}\n`}`)
}

function explain(error: unknown): string {
  if (error instanceof Failure) return error.message
  if (error instanceof TransportError) return error.kind === 'refused' ? `The connection to the server ${error.host} was refused - did you specify the right host or port?` : `Unable to connect to the server: ${error.message}`
  return `error: ${error instanceof Error ? error.message : String(error)}`
}

// `oc projects | head` closes the pipe early; that is no error of ours.
process.stdout.on('error', () => process.exit(1))

run(process.argv.slice(2)).catch((error: unknown) => {
  const words = explain(error)
  if (words !== '') process.stderr.write(`${words}\n`)
  process.exitCode = 1
})
