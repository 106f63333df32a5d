import { parseFlags, sessionFlags } from '../oc/arguments'
import { Failure } from '../oc/failure'
import { TransportError } from '../oc/http'
import { currentSession } from '../oc/kubeconfig'
import { print } from '../oc/terminal'
import { ask } from './cluster'
import { openConsole } from './console'
import { expose } from './expose'
import { askAgent } from './guest'
import { commandMachine, commandPause, softReboot } from './power'
import { openScreen } from './vnc'

const commands: Record<string, { says: string; run: (args: string[], command: string) => Promise<void> } | undefined> = {
  console: { says: 'Connect to a console of a virtual machine instance.', run: openConsole },
  expose: { says: 'Expose a virtual machine instance, virtual machine, or virtual machine instance replica set as a new service.', run: expose },
  fslist: { says: 'Return full list of filesystems available on the guest machine.', run: (args, command) => askAgent(command, args) },
  guestosinfo: { says: 'Return guest agent info about operating system.', run: (args, command) => askAgent(command, args) },
  migrate: { says: 'Migrate a virtual machine.', run: (args, command) => commandMachine(command, args) },
  pause: { says: 'Pause a virtual machine', run: (args, command) => commandPause(command, args) },
  restart: { says: 'Restart a virtual machine.', run: (args, command) => commandMachine(command, args) },
  'soft-reboot': { says: 'Soft reboot a virtual machine instance', run: softReboot },
  start: { says: 'Start a virtual machine.', run: (args, command) => commandMachine(command, args) },
  stop: { says: 'Stop a virtual machine.', run: (args, command) => commandMachine(command, args) },
  unpause: { says: 'Unpause a virtual machine', run: (args, command) => commandPause(command, args) },
  userlist: { says: 'Return full list of logged in users on the guest machine.', run: (args, command) => askAgent(command, args) },
  version: { says: 'Print the client and server version information.', run: version },
  vnc: { says: 'Open a vnc connection to a virtual machine instance.', run: openScreen },
}

const client = { gitVersion: 'v1.5.2', gitCommit: 'b4ee6e7d7c3ae7ae2d15ae4eb0ab3a7a4b3a7bb1', gitTreeState: 'clean', buildDate: '2025-07-20T09:12:31Z', goVersion: 'go1.23.9 (Red Hat 1.23.9-1.el9_6)', compiler: 'gc', platform: 'linux/amd64' }

/** As Go prints the struct. */
function versionInfo(info: typeof client): string {
  const members = Object.entries(info).map(([name, value]) => `${name.charAt(0).toUpperCase()}${name.slice(1)}:${JSON.stringify(value)}`)
  return `version.Info{${members.join(', ')}}`
}

async function version(args: string[]): Promise<void> {
  const { flags } = parseFlags('version', args, { client: 'switch' }, { c: 'client' }, 'virtctl')
  print(`Client Version: ${versionInfo(client)}\n`)
  if (flags['client'] === true) return
  const { bytes } = await ask(currentSession(sessionFlags(flags)), '/apis/subresources.kubevirt.io/v1/version')
  print(`Server Version: ${versionInfo(JSON.parse(bytes.toString('utf8')) as typeof client)}\n`)
}

function help(): string {
  const lines = Object.entries(commands).map(([name, command]) => `  ${name.padEnd(13)} ${command?.says ?? ''}`)
  return `virtctl controls virtual machine related operations on your kubernetes cluster.\n\nAvailable Commands:\n${lines.join('\n')}\n\nThis is the practice classroom's virtctl; the real one has more commands.\n`
}

/** Global flags may stand before the command, as `virtctl -n vms-dev start vm1`. */
function split(args: string[]): { name: string | undefined; rest: string[] } {
  let index = 0
  while (args[index]?.startsWith('-') === true) index += args[index]?.includes('=') === true || args[index]?.startsWith('--insecure') === true ? 1 : 2
  return { name: args[index], rest: [...args.slice(index + 1), ...args.slice(0, index)] }
}

async function run(args: string[]): Promise<void> {
  if (args.length === 0 || args[0] === 'help' || args.includes('--help') || args.includes('-h')) return print(help())
  const { name = '', rest } = split(args)
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) throw new Failure(`unknown command ${JSON.stringify(name)} for "virtctl"`)
  await command.run(rest, name)
}

function explain(error: unknown): string {
  if (error instanceof Failure) return error.message.replace(/^error: /, '')
  if (error instanceof TransportError) return `Unable to connect to the server: ${error.message}`
  return error instanceof Error ? error.message : String(error)
}

// `virtctl guestosinfo vm | head` closes the pipe early; that is no error of ours.
process.stdout.on('error', () => process.exit(1))

run(process.argv.slice(2)).catch((error: unknown) => {
  const words = explain(error)
  if (words !== '') process.stderr.write(`${words}\n`)
  process.exitCode = 1
})
