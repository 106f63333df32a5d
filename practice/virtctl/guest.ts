import { print } from '../oc/terminal'
import { ask, callPath, doing, readCommand } from './cluster'

const fileSystem = ['diskName', 'mountPoint', 'fileSystemType', 'usedBytes', 'totalBytes']
const user = ['userName', 'domain', 'loginTime']

/** The members in the order of Go's structs, which is the order in which virtctl prints them. */
const order: Record<string, string[] | undefined> = {
  guestosinfo: ['guestAgentVersion', 'supportedCommands', 'hostname', 'os', 'timezone', 'userList', 'fsInfo', 'fsFreezeStatus'],
  os: ['name', 'kernelRelease', 'version', 'prettyName', 'versionId', 'kernelVersion', 'machine', 'id'],
  userList: user,
  disks: fileSystem,
  list: ['metadata', 'items'],
  items: [...user, ...fileSystem],
}

function ordered(value: unknown, name: string): unknown {
  if (Array.isArray(value)) return value.map((item) => ordered(item, name))
  if (typeof value !== 'object' || value === null) return value
  const members = order[name]
  const place = (key: string): number => (members?.includes(key) === true ? members.indexOf(key) : Number.MAX_SAFE_INTEGER)
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => place(a) - place(b))
      .map(([key, item]) => [key, ordered(item, key)]),
  )
}

const calls: Record<string, { call: string; shape: string }> = {
  guestosinfo: { call: 'guestosinfo', shape: 'guestosinfo' },
  userlist: { call: 'userlist', shape: 'list' },
  fslist: { call: 'filesystemlist', shape: 'list' },
}

/** guestosinfo, userlist and fslist: what the guest's agent tells. */
export async function askAgent(command: string, args: string[]): Promise<void> {
  const { rest, session } = readCommand(command, args, 1)
  const [name = ''] = rest
  const { call, shape } = calls[command] ?? { call: command, shape: command }
  const { bytes } = await doing(`Error getting ${call} of VirtualMachineInstance ${name}, `, () => ask(session, callPath(session, 'virtualmachineinstances', name, call)))
  print(`${JSON.stringify(ordered(JSON.parse(bytes.toString('utf8')), shape), null, 2)}\n`)
}
