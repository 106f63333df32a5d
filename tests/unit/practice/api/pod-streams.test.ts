import { spawn as spawnChild, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { spawn } from 'node-pty'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openClassroom, runCommand, type Classroom, type CommandResult } from '../classroom'
import { stubGuests } from '../guest-stub'

let classroom: Classroom
let launcher: string

beforeAll(async () => {
  classroom = await openClassroom({ guests: stubGuests })
  const { body } = await classroom.api('admin', '/api/v1/namespaces/vms-dev/pods?labelSelector=vm.kubevirt.io%2Fname%3Drhel9-web')
  launcher = body.items[0].metadata.name
  expect((await classroom.kubectl('admin', 'run', 'web', '--image=registry.access.redhat.com/ubi9/httpd-24', '--port=8080', '--env=COLOUR=blue')).code).toBe(0)
  expect((await classroom.kubectl('admin', 'wait', 'pod/web', '--for=condition=Ready', '--timeout=20s')).code).toBe(0)
})
afterAll(() => classroom.close())

// What kubectl speaks of its own accord: WebSocket since 1.31, SPDY before, and wherever a proxy lets nothing else through.
const ways = [
  { over: 'WebSocket', choice: 'true' },
  { over: 'SPDY', choice: 'false' },
]

describe.each(ways)('over $over', ({ choice }) => {
  const environment = async (): Promise<NodeJS.ProcessEnv> => ({ ...(await classroom.environment('admin')), KUBECTL_REMOTE_COMMAND_WEBSOCKETS: choice, KUBECTL_PORT_FORWARD_WEBSOCKETS: choice })
  const kubectl = async (args: string[], input?: string): Promise<CommandResult> => runCommand('kubectl', args, await environment(), input)
  const inWeb = (script: string): Promise<CommandResult> => kubectl(['exec', 'web', '--', 'sh', '-c', script])

  /** Somebody at a terminal. */
  async function sit(...args: string[]) {
    const pty = spawn('kubectl', args, { env: (await environment()) as Record<string, string>, cols: 80, rows: 24 })
    let screen = ''
    pty.onData((data) => (screen += data))
    const exit = new Promise<number>((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)))
    return { type: (line: string) => pty.write(line), shows: (what: string | RegExp) => expect.poll(() => screen, { timeout: 20_000 }).toMatch(what), exit, clear: () => (screen = '') }
  }

  it('runs commands in a container, with their streams and their exit codes', async () => {
    expect(await kubectl(['exec', launcher, '-c', 'compute', '--', 'virsh', 'list'])).toEqual({ code: 0, stderr: '', stdout: expect.stringMatching(/^ Id +Name +State\n-+\n 1 +vms-dev_rhel9-web +running\n\n$/) })
    expect((await kubectl(['exec', launcher, '-c', 'compute', '--', 'virsh', 'dumpxml', 'vms-dev_rhel9-web'])).stdout).toMatch(/<domain type='kvm'[^]*<vcpu placement='static'>1<[^]*<target dev='vda' bus='virtio'\/>/)
    expect((await kubectl(['exec', launcher, '-c', 'compute', '--', 'ps', 'aux'])).stdout).toMatch(/virt-launcher-monitor[^]*virtqemud[^]*qemu-kvm -name guest=vms-dev_rhel9-web/)
    expect(await inWeb('echo out; echo "$COLOUR" > /tmp/colour && cat /tmp/colour | grep -c blue; ls /nothing; exit 3')).toEqual({ code: 3, stdout: 'out\n1\n', stderr: expect.stringMatching(/^ls: cannot access '\/nothing': No such file or directory\n.*command terminated with exit code 3\n$/) })
    expect((await inWeb('cat /tmp/colour /etc/resolv.conf')).stdout).toMatch(/^blue\nsearch vms-dev\.svc/)
    expect(await kubectl(['exec', '-i', 'web', '--', 'cat'], 'one\ntwo\n')).toEqual({ code: 0, stdout: 'one\ntwo\n', stderr: '' })
    expect(await kubectl(['exec', '-i', 'web', '--', 'bash'], 'hostname\nexit 4\necho never\n')).toMatchObject({ code: 4, stdout: 'web\n' })
    expect(await kubectl(['exec', 'web', '--', 'nano'])).toMatchObject({ code: 255, stderr: expect.stringContaining('executable file not found in $PATH') })
    expect((await kubectl(['exec', 'web', '-c', 'other', '--', 'ls'])).stderr).toContain('container other is not valid for pod web')
  })

  it('gives a shell to somebody at a terminal', async () => {
    const person = await sit('exec', '-it', 'web', '--', 'sh')
    await person.shows(/sh-5\.1\$ $/)
    person.type('whoamx\x7fi\r')
    await person.shows(/whoamx.*i\r\n1000680000\r\nsh-5\.1\$ $/)
    person.type('nosuch; cd /etc && pwd\r')
    await person.shows(/sh: nosuch: command not found\r\n|\/etc\r\n/)
    person.clear()
    person.type('sleep infinity\r')
    await person.shows(/sleep infinity\r\n$/)
    person.type('\x03')
    await person.shows(/\^C\r\nsh-5\.1\$ $/)
    person.type('exit 7\r')
    expect(await person.exit).toBe(7)
  })

  it('attaches to a shell that a pod was made for, and takes the pod away with it', async () => {
    const person = await sit('run', 'shell', '-it', '--rm', '--restart=Never', '--image=registry.access.redhat.com/ubi9/ubi')
    await person.shows(/If you don't see a command prompt, try pressing enter\.\r\n/)
    person.type('\rcat /etc/redhat-release\r')
    await person.shows(/Red Hat Enterprise Linux release 9\.6 \(Plow\)\r\n/)
    person.type('\x04')
    await person.shows(/pod "shell" deleted/)
    expect(await person.exit).toBe(0)
  })

  async function forward(...args: string[]): Promise<{ port: number; child: ChildProcess; errors: Promise<string> }> {
    const child = spawnChild('kubectl', ['port-forward', ...args], { env: await environment(), stdio: ['ignore', 'pipe', 'pipe'] })
    const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
    return { port: Number(/127\.0\.0\.1:(\d+) ->/.exec(line)?.[1]), child, errors: text(child.stderr) }
  }

  it('forwards a container’s port, and a machine’s to its guest', async () => {
    const web = await forward('web', ':8080')
    for (let times = 0; times < 2; times += 1) {
      const client = connect(web.port, '127.0.0.1')
      client.write('GET / HTTP/1.1\r\n\r\n')
      expect(await text(client)).toBe('HTTP/1.1 200 OK\r\n\r\nweb\n')
    }
    web.child.kill()
    const machine = await forward(launcher, ':7007')
    const client = connect(machine.port, '127.0.0.1')
    const long = 'practice\n'.repeat(20_000)
    client.end(long)
    expect(await text(client)).toBe(long)
    machine.child.kill()
    const closed = await forward(launcher, ':81')
    const refused = connect(closed.port, '127.0.0.1')
    refused.on('error', () => undefined)
    await once(refused, 'close')
    closed.child.kill()
    expect(await closed.errors).toMatch(/an error occurred forwarding \d+ -> 81: error forwarding port 81 to pod .*: connect: connection refused/)
  })
})

describe('a debug pod', () => {
  it('stands in the file system of its node', async () => {
    const debug = (...command: string[]) => classroom.kubectl('admin', 'debug', 'node/worker01', '-q', '-i', '--image=registry.redhat.io/rhel9/support-tools', '--', ...command)
    expect((await debug('chroot', '/host', 'lsmod')).stdout).toMatch(/^kvm_intel +/m)
    expect((await debug('cat', '/host/etc/os-release')).stdout).toContain('Red Hat Enterprise Linux CoreOS')
    const { body } = await classroom.api('admin', '/api/v1/namespaces/vms-dev/pods?fieldSelector=spec.nodeName%3Dworker01')
    const made = body.items.filter(({ metadata }: { metadata: { name: string } }) => metadata.name.startsWith('node-debugger-'))
    expect(made.map(({ status }: { status: { phase: string } }) => status.phase)).toEqual(['Succeeded', 'Succeeded'])
  })
})

describe('whoever may only look', () => {
  it('may not run a command, nor forward a port', async () => {
    const there = ['-n', 'looking']
    for (const args of [['create', 'namespace', 'looking'], ['create', 'rolebinding', 'look', '--clusterrole=view', '--user=developer', ...there], ['run', 'web', '--image=web', ...there]]) expect((await classroom.kubectl('admin', ...args)).code).toBe(0)
    expect((await classroom.kubectl('developer', 'wait', 'pod/web', '--for=condition=Ready', '--timeout=20s', ...there)).code).toBe(0)
    for (const [args, subresource] of [[['exec', 'web', '--', 'ls'], 'exec'], [['port-forward', 'web', ':8080'], 'portforward'], [['attach', 'web'], 'attach']] as const) {
      const { stderr } = await classroom.kubectl('developer', ...there, ...args)
      expect(stderr).toContain(`pods "web" is forbidden: User "developer" cannot create resource "pods/${subresource}" in API group "" in the namespace "looking"`)
    }
  })
})
