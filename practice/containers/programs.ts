import { listAt, textAt } from '../objects/json'
import { listFiles, kernel, readFile } from './files'
import { containerOf, isLauncher, isNodeShell, userOf, type Inside, type Outcome } from './inside'
import { probe } from './probes'
import { domainName, virsh } from './virsh'

/** What a command has besides its arguments. */
export interface Around {
  input: string
  directory: string
  environment: ReadonlyMap<string, string>
}

type Program = (inside: Inside, args: string[], around: Around) => Outcome

const say = (stdout: string): Outcome => ({ code: 0, stdout })
const fail = (stderr: string, code = 1): Outcome => ({ code, stderr })

/** A path as the shell in `directory` means it. */
export function resolvePath(directory: string, path: string): string {
  const steps: string[] = []
  for (const step of (path.startsWith('/') ? path : `${directory}/${path}`).split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '' && step !== '.') steps.push(step)
  }
  return `/${steps.join('/')}`
}

/** The variables that a container's process has. */
export function environmentOf(inside: Inside): Map<string, string> {
  const own = listAt(containerOf(inside), 'env').map((variable): [string, string] => [textAt(variable, 'name'), textAt(variable, 'value')])
  const { pod } = inside
  return new Map([
    ['PATH', '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
    ['HOSTNAME', isNodeShell(inside) ? textAt(pod, 'spec', 'nodeName') : pod.metadata.name],
    ['HOME', isNodeShell(inside) ? '/root' : '/'],
    ['KUBERNETES_SERVICE_HOST', '172.30.0.1'],
    ['KUBERNETES_SERVICE_PORT', '443'],
    ['TERM', 'xterm'],
    ...own,
  ])
}

/** Lines of the arguments' files, or of what comes in. */
function inputOf(name: string, inside: Inside, paths: string[], { input, directory }: Around): Outcome {
  if (paths.length === 0) return say(input)
  const texts: string[] = []
  for (const path of paths) {
    const whole = resolvePath(directory, path)
    const text = readFile(inside, whole)
    if (text === undefined) return fail(`${name}: ${path}: ${listFiles(inside, whole) === undefined ? 'No such file or directory' : 'Is a directory'}\n`)
    texts.push(text)
  }
  return say(texts.join(''))
}

/** A program that makes something of lines. */
function filter(name: string, make: (lines: string[], flags: string[], words: string[]) => Outcome, wordCount = 0): Program {
  return (inside, args, around) => {
    const flags = args.filter((arg) => arg.startsWith('-'))
    const words = args.filter((arg) => !arg.startsWith('-'))
    const read = inputOf(name, inside, words.slice(wordCount), around)
    if (read.code !== 0) return read
    const lines = (read.stdout ?? '').replace(/\n$/, '')
    return make(lines === '' ? [] : lines.split('\n'), flags, words.slice(0, wordCount))
  }
}

const joined = (lines: string[]): Outcome => say(lines.map((line) => `${line}\n`).join(''))

/** `head -3`, `head -n3`; its `-n 3` has lost its number to the files, and means the usual ten. */
const countOf = (flags: string[]): number => Number(/\d+/.exec(flags.join(' '))?.[0] ?? 10)

const grep = filter(
  'grep',
  (lines, flags, [pattern = '']) => {
    const has = (letter: string): boolean => flags.some((flag) => /^-\w+$/.test(flag) && flag.includes(letter))
    const plain = pattern.toLowerCase().split('|').map((part) => part.replace(/\\$/, ''))
    // The words as they are: a student's pattern must not keep the classroom busy.
    const found = lines.filter((line) => plain.some((part) => (has('i') ? line.toLowerCase().includes(part) : line.includes(part))) !== has('v'))
    if (has('c')) return { code: found.length > 0 ? 0 : 1, stdout: `${found.length}\n` }
    return { ...joined(has('q') ? [] : found), code: found.length > 0 ? 0 : 1 }
  },
  1,
)

function list(inside: Inside, args: string[], { directory }: Around): Outcome {
  const paths = args.filter((arg) => !arg.startsWith('-'))
  const long = args.some((arg) => /^-\w*l/.test(arg))
  const outcomes = (paths.length === 0 ? [directory] : paths).map((path): Outcome => {
    const whole = resolvePath(directory, path)
    const parent = listFiles(inside, whole.replace(/\/[^/]*$/, '') || '/')
    const own = whole.split('/').at(-1) ?? ''
    const names = listFiles(inside, whole) ?? (parent?.includes(own) === true ? [path] : undefined)
    if (names === undefined) return fail(`ls: cannot access '${path}': No such file or directory\n`, 2)
    return joined(long ? names.map((name) => longLine(whole, name)) : names)
  })
  return { code: Math.max(...outcomes.map(({ code }) => code)), stdout: outcomes.map(({ stdout = '' }) => stdout).join(''), stderr: outcomes.map(({ stderr = '' }) => stderr).join('') }
}

function longLine(directory: string, name: string): string {
  if (/(^|\/)(kvm|vhost-net)$/.test(`${directory}/${name}`) && /\bdev\b/.test(`${directory}/${name}`)) return `crw-rw-rw-. 1 root kvm 10, ${name.endsWith('kvm') ? 232 : 238} Jul 20 09:12 ${name}`
  return name.includes('.') || /^(hostname|hosts|namespace|token|version|cpuinfo|os-release)$/.test(name) ? `-rw-r--r--. 1 root root  512 Jul 20 09:12 ${name}` : `drwxr-xr-x. 1 root root   28 Jul 20 09:12 ${name}`
}

function processes(inside: Inside): [number: number, command: string][] {
  if (isLauncher(inside)) {
    const machine = inside.pod.metadata.annotations?.['kubevirt.io/domain'] ?? ''
    return [
      [1, `/usr/bin/virt-launcher-monitor --qemu-timeout 240s --name ${machine} --namespace ${inside.pod.metadata.namespace ?? ''}`],
      [12, `/usr/bin/virt-launcher --qemu-timeout 240s --name ${machine}`],
      [27, '/usr/sbin/virtqemud -f /var/run/libvirt/virtqemud.conf'],
      [28, '/usr/sbin/virtlogd -f /etc/libvirt/virtlogd.conf'],
      [76, `/usr/libexec/qemu-kvm -name guest=${domainName(inside)},debug-threads=on -machine pc-q35-rhel9.6.0 -accel kvm`],
    ]
  }
  const container = containerOf(inside)
  const command = [...listAt(container, 'command'), ...listAt(container, 'args')].map((word) => (typeof word === 'string' ? word : '')).join(' ')
  return [[1, command || `/usr/bin/${inside.container}`]]
}

function showProcesses(inside: Inside, args: string[]): Outcome {
  const { name } = userOf(inside)
  const all = [...processes(inside), [142, `ps ${args.join(' ')}`.trim()] as [number, string]]
  if (args.length === 0) return joined(['    PID TTY          TIME CMD', ...all.slice(-1).map(([number, command]) => `${String(number).padStart(7)} pts/0    00:00:00 ${command.split(' ')[0] ?? ''}`)])
  return joined(['USER         PID %CPU %MEM COMMAND', ...all.map(([number, command]) => `${name.padEnd(8)} ${String(number).padStart(7)}  0.1  0.2 ${command}`)])
}

function sleep(_: Inside, [time = '']: string[]): Outcome {
  const [, number, unit = 's'] = /^(\d+(?:\.\d+)?)([smhd])?$/.exec(time) ?? []
  if (time === 'infinity') return { code: 0, lasts: Number.POSITIVE_INFINITY }
  if (number === undefined) return fail(`sleep: invalid time interval '${time}'\n`)
  return { code: 0, lasts: Number(number) * 1000 * ({ s: 1, m: 60, h: 3600, d: 86_400 }[unit] ?? 1) }
}

function tell(inside: Inside, what: string): Outcome {
  const { id, name, group } = userOf(inside)
  return say(what === 'whoami' ? `${name}\n` : `uid=${id}(${name}) gid=${group}(${group === 0 ? 'root' : name}) groups=${group}(${group === 0 ? 'root' : name})\n`)
}

/** How long a test of a lesson's page may be: as `curl` and `getent` ask for it. */
const network: Program = (inside, args) => probe(inside.store, inside.pod, ['curl', ...args]) ?? fail("curl: try 'curl --help' for more information\n", 2)

function lookUp({ store, pod }: Inside, args: string[]): Outcome {
  const host = args.at(-1) ?? ''
  const [name = '', namespace = pod.metadata.namespace ?? ''] = host.split('.')
  const address = textAt(store.get('services', namespace, name), 'spec', 'clusterIP')
  return address === '' ? { code: 2 } : say(`${address.padEnd(15)} ${name}.${namespace}.svc.cluster.local\n`)
}

const programs: Record<string, Program | undefined> = {
  cat: (inside, args, around) => inputOf('cat', inside, args.filter((arg) => !arg.startsWith('-')), around),
  curl: network,
  date: () => say(`${new Date().toUTCString().replace('GMT', 'UTC')}\n`),
  df: () => say('Filesystem     1K-blocks     Used Available Use% Mounted on\noverlay        104320000 24117248  80202752  24% /\n'),
  echo: (_, args) => say(args[0] === '-n' ? args.slice(1).join(' ') : `${args.join(' ')}\n`),
  env: (_, __, { environment }) => joined([...environment].map(([name, value]) => `${name}=${value}`)),
  false: () => ({ code: 1 }),
  free: () => say('               total        used        free      shared  buff/cache   available\nMem:        32873216     9541120    14203904       86016     9128192    22876160\nSwap:              0           0           0\n'),
  getent: lookUp,
  grep,
  head: filter('head', (lines, flags) => joined(lines.slice(0, countOf(flags)))),
  hostname: (_, __, { environment }) => say(`${environment.get('HOSTNAME') ?? ''}\n`),
  id: (inside) => tell(inside, 'id'),
  ls: list,
  lsmod: (inside) => (isNodeShell(inside) ? say('Module                  Size  Used by\nkvm_intel             446464  12\nkvm                  1433600  1 kvm_intel\nvhost_net              36864  4\nbridge                438272  0\n') : missing('lsmod')),
  nproc: () => say('8\n'),
  printenv: (_, [name], { environment }) => (name === undefined ? joined([...environment].map(([key, value]) => `${key}=${value}`)) : environment.has(name) ? say(`${environment.get(name) ?? ''}\n`) : { code: 1 }),
  ps: showProcesses,
  pwd: (_, __, { directory }) => say(`${directory}\n`),
  sleep,
  sort: filter('sort', (lines, flags) => joined(flags.includes('-r') ? lines.sort().reverse() : lines.sort())),
  tail: (inside, args, around) => (args.some((arg) => /^-\w*f/i.test(arg)) ? { code: 0, lasts: Number.POSITIVE_INFINITY } : filter('tail', (lines, flags) => joined(lines.slice(-countOf(flags))))(inside, args, around)),
  true: () => ({ code: 0 }),
  uname: (inside, args) => say(args.includes('-a') ? `Linux ${inside.pod.metadata.name} ${kernel} #1 SMP PREEMPT_DYNAMIC x86_64 x86_64 x86_64 GNU/Linux\n` : args.includes('-r') ? `${kernel}\n` : args.includes('-m') ? 'x86_64\n' : 'Linux\n'),
  virsh: (inside, args) => (isLauncher(inside) ? virsh(inside, args) : missing('virsh')),
  wc: filter('wc', (lines) => say(`${lines.length}\n`)),
  whoami: (inside) => tell(inside, 'whoami'),
}

/** For who calls: the shell says it in its own words. */
const missing = (name: string): Outcome => ({ code: 127, stderr: `${name}: command not found\n` })

/** Undefined if there is no such program. */
export function runProgram(inside: Inside, [name = '', ...args]: string[], around: Around): Outcome | undefined {
  const own = name.split('/').at(-1) ?? ''
  if (own === 'timeout') return probe(inside.store, inside.pod, [name, ...args]) ?? runProgram(inside, args.slice(1), around)
  const program = Object.hasOwn(programs, own) ? programs[own] : undefined
  const outcome = program?.(inside, args, around)
  return outcome?.code === 127 ? undefined : outcome
}
