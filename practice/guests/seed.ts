import { parse } from 'yaml'

/** A user name as Linux takes it; a host name as DNS takes it. */
const userName = /^[a-z_][a-z0-9_-]{0,31}$/
const hostName = /^[a-zA-Z0-9]([a-zA-Z0-9.-]{0,62})$/

/** A line of chpasswd ends at a line break; an encrypted password starts with a dollar sign. */
const isPassword = (value: unknown): value is string => typeof value === 'string' && value !== '' && !/[\r\n\0]/.test(value)
const isEncrypted = (password: string): boolean => /^\$\w+\$/.test(password)

export interface SeedInput {
  hostName: string
  /** What of cloud-init runs once runs once for each of these. */
  instanceId: string
  /** Of its network card, six bytes in hexadecimal with colons. */
  mac?: string
  /** `#cloud-config` as in a VM's cloudInitNoCloud volume: user, password, chpasswd, users, hostname, fqdn, ssh_authorized_keys and runcmd are honoured. */
  userData?: string
}

/** @returns the guest's second disk: a tar archive with one file for each value */
export function packSeed(input: SeedInput): Uint8Array {
  const cloud = readCloudConfig(input.userData ?? '')
  const passwords = [...cloud.passwords]
  const lines = (encrypted: boolean): string => passwords.filter(([, password]) => isEncrypted(password) === encrypted).map((entry) => `${entry.join(':')}\n`).join('')
  const host = cloud.hostName ?? input.hostName
  return packTar({
    hostname: `${hostName.test(host) ? host : 'localhost'}\n`,
    'instance-id': `${input.instanceId.replace(/\s/g, '-')}\n`,
    ...(input.mac !== undefined && { mac: `${input.mac}\n` }),
    ...(cloud.user && { user: `${cloud.user}\n` }),
    ...(cloud.keys.length > 0 && { 'authorized-keys': cloud.keys.map((key) => `${key}\n`).join('') }),
    ...(cloud.commands.length > 0 && { commands: cloud.commands.map((command) => `${command}\n`).join('') }),
    ...(lines(false) && { passwords: lines(false) }),
    ...(lines(true) && { 'encrypted-passwords': lines(true) }),
  })
}

interface CloudConfig {
  user?: string
  hostName?: string
  passwords: Map<string, string>
  keys: string[]
  /** Lines of a shell script. */
  commands: string[]
}

function readCloudConfig(text: string): CloudConfig {
  const config: CloudConfig = { passwords: new Map(), keys: [], commands: [] }
  if (!/^#cloud-config\s/.test(text)) return config
  const document = asRecord(parseYaml(text))
  const setPassword = (name: unknown, password: unknown): void => {
    if (typeof name === 'string' && userName.test(name) && isPassword(password)) config.passwords.set(name, password)
  }
  if (typeof document.user === 'string' && userName.test(document.user)) config.user = document.user
  const name = document.hostname ?? document.fqdn
  if (typeof name === 'string') config.hostName = name
  config.keys.push(...readKeys(document.ssh_authorized_keys))
  config.commands.push(...asList(document.runcmd).flatMap((command) => readCommand(command) ?? []))
  // As cloud-init: `password` is the default user's, whoever that is.
  setPassword(config.user ?? 'student', typeof document.password === 'number' ? String(document.password) : document.password)
  for (const entry of asList(document.users)) {
    const user = asRecord(entry)
    if (typeof user.name === 'string' && userName.test(user.name)) config.user ??= user.name
    setPassword(user.name, user.plain_text_passwd ?? user.passwd)
    if (user.name === config.user) config.keys.push(...readKeys(user.ssh_authorized_keys))
  }
  const chpasswd = asRecord(document.chpasswd)
  const list = typeof chpasswd.list === 'string' ? chpasswd.list.split('\n') : asList(chpasswd.list)
  for (const line of list) {
    const [, name, password] = typeof line === 'string' ? (/^([^:]+):(.*)$/.exec(line.trim()) ?? []) : []
    setPassword(name, password)
  }
  for (const entry of asList(chpasswd.users)) setPassword(asRecord(entry).name, asRecord(entry).password)
  return config
}

const readKeys = (value: unknown): string[] => asList(value).filter((key): key is string => typeof key === 'string' && !/[\r\n\0]/.test(key))

/** A text is the shell's; a list is one program with its words. */
function readCommand(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (!Array.isArray(value)) return undefined
  return value.map((word) => `'${String(word).replaceAll("'", "'\\''")}'`).join(' ')
}

/** Cloud-init starts a machine with user data that it cannot read, without them; so does the guest. */
function parseYaml(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: 0 })
  } catch {
    return undefined
  }
}

const asRecord = (value: unknown): Record<string, unknown> => (typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {})
const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

/** A tar archive of small files, in a folder named seed. */
function packTar(files: Record<string, string>): Uint8Array {
  const octal = (value: number, length: number): string => `${value.toString(8).padStart(length - 1, '0')}\0`
  const blocks = Object.entries(files).flatMap(([name, text]) => {
    const content = Buffer.from(text)
    const header = Buffer.alloc(512)
    header.write(`seed/${name}`, 0)
    header.write(octal(0o600, 8) + octal(0, 8) + octal(0, 8) + octal(content.length, 12) + octal(0, 12), 100)
    // The checksum is taken with its own field full of spaces.
    header.write('        0', 148)
    header.write('ustar\0' + '00', 257)
    header.write(`${octal(header.reduce((sum, byte) => sum + byte, 0), 7)} `, 148)
    return [header, content, Buffer.alloc(-content.length & 511)]
  })
  return Buffer.concat([...blocks, Buffer.alloc(1024)])
}
