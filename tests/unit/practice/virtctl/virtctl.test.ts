import { readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { spawn as spawnChild } from 'node:child_process'
import { createInterface } from 'node:readline'
import { once } from 'node:events'
import { spawn } from 'node-pty'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openClassroom, runCommand, type Classroom, type CommandResult } from '../classroom'
import { stubGuests, stubPicture } from '../guest-stub'

let classroom: Classroom
let program: string
let env: NodeJS.ProcessEnv

beforeAll(async () => {
  classroom = await openClassroom({ guests: stubGuests })
  const outDir = join(classroom.directory, 'built')
  process.env['LC_OUT'] = outDir
  await build({ configFile: join(import.meta.dirname, '../../../../practice/vite.config.ts'), logLevel: 'silent' })
  delete process.env['LC_OUT']
  program = join(outDir, 'practice', 'virtctl.cjs')
  const kubeconfig = join(classroom.directory, 'virtctl.kubeconfig')
  const config = {
    clusters: [{ name: 'practice', cluster: { server: classroom.practice.apiUrl, 'certificate-authority': classroom.practice.caFile } }],
    users: [{ name: 'admin', user: { token: await classroom.token('admin') } }],
    contexts: [{ name: 'admin', context: { cluster: 'practice', user: 'admin', namespace: 'vms-dev' } }],
    'current-context': 'admin',
  }
  writeFileSync(kubeconfig, JSON.stringify(config), { mode: 0o600 })
  env = { ...process.env, KUBECONFIG: kubeconfig, HOME: classroom.directory }
})
afterAll(() => classroom.close())

function virtctl(...args: string[]): Promise<CommandResult> {
  return runCommand(process.execPath, [program, ...args], env, '')
}

async function status(name: string): Promise<string> {
  return (await classroom.api('admin', `/apis/kubevirt.io/v1/namespaces/vms-dev/virtualmachines/${name}`)).body.status.printableStatus
}

const machine = 'rhel9-web'

describe('virtctl', () => {
  it('stops, starts and restarts in the recorded words', async () => {
    expect(await virtctl('start', machine)).toEqual({ code: 1, stdout: '', stderr: `Error starting VirtualMachine Operation cannot be fulfilled on virtualmachine.kubevirt.io "${machine}": VM is already running\n` })
    expect(await virtctl('stop', machine, '--dry-run')).toMatchObject({ code: 0 })
    expect(await status(machine)).toBe('Running')
    expect(await virtctl('stop', machine)).toEqual({ code: 0, stdout: `VM ${machine} was scheduled to stop\n`, stderr: '' })
    await expect.poll(() => status(machine), { timeout: 10_000 }).toBe('Stopped')
    expect((await virtctl('stop', machine)).stderr).toBe(`Error stopping VirtualMachine Operation cannot be fulfilled on virtualmachine.kubevirt.io "${machine}": VM is not running\n`)
    expect((await virtctl('console', machine)).stderr).toBe(`virtualmachineinstance.kubevirt.io "${machine}" not found\n`)
    expect(await virtctl('-n', 'vms-dev', 'start', machine)).toMatchObject({ code: 0, stdout: `VM ${machine} was scheduled to start\n` })
    await expect.poll(() => status(machine), { timeout: 10_000 }).toBe('Running')
    expect((await virtctl('restart', machine)).stdout).toBe(`VM ${machine} was scheduled to restart\n`)
    await expect.poll(() => status(machine), { timeout: 10_000 }).not.toBe('Running')
    await expect.poll(() => status(machine), { timeout: 10_000 }).toBe('Running')
    expect((await virtctl('start', 'nosuch')).stderr).toBe('Error starting VirtualMachine virtualmachine.kubevirt.io "nosuch" not found\n')
  })

  it('pauses, unpauses, reboots and migrates', async () => {
    expect((await virtctl('pause', 'vm', machine)).stdout).toBe(`VMI ${machine} was scheduled to pause\n`)
    await expect.poll(() => status(machine)).toBe('Paused')
    expect((await virtctl('soft-reboot', machine)).stderr).toContain('VMI is paused')
    expect((await virtctl('unpause', 'vmi', machine)).stdout).toBe(`VMI ${machine} was scheduled to unpause\n`)
    const rebooted = await virtctl('soft-reboot', machine)
    expect(rebooted.stdout).toBe(`VMI ${machine} was scheduled to soft-reboot\n`)
    expect(JSON.parse(rebooted.stderr)).toMatchObject({ level: 'info', msg: 'SoftReboot VMI' })
    expect((await virtctl('migrate', machine)).stdout).toBe(`VM ${machine} was scheduled to migrate\n`)
  })

  it('opens the console on a terminal, and leaves it with Ctrl+]', async () => {
    await expect.poll(() => status(machine), { timeout: 10_000 }).toBe('Running')
    const pty = spawn(process.execPath, [program, 'console', machine], { env: env as Record<string, string>, cols: 80, rows: 24 })
    let screen = ''
    pty.onData((data) => (screen += data))
    const exit = new Promise<number>((resolve) => pty.onExit(({ exitCode }) => resolve(exitCode)))
    await expect.poll(() => screen, { timeout: 10_000 }).toBe(`Successfully connected to ${machine} console. The escape sequence is ^]\n\r\n${machine} login: `)
    // Ctrl+C is the guest's.
    pty.write('ro\x03ot\r')
    await expect.poll(() => screen).toContain('ro\x03ot\r\n')
    pty.write('\x1d')
    expect(await exit).toBe(0)
  })

  it('says why a console was lost when somebody else takes it', async () => {
    const open = () => {
      const child = spawnChild(process.execPath, [program, 'console', machine], { env, stdio: ['pipe', 'pipe', 'pipe'] })
      let told = ''
      child.stderr.on('data', (part: Buffer) => (told += part.toString()))
      return { child, told: () => told, exit: once(child, 'exit') }
    }
    const first = open()
    await expect.poll(first.told, { timeout: 10_000 }).toContain('Successfully connected')
    const second = open()
    expect(await first.exit).toEqual([1, null])
    expect(first.told()).toContain('You were disconnected from the console. This could be caused by one of the following:\n - the target VM was powered off\n - another user connected to the console of the target VM\n - network issues\nwebsocket: close 1006 (abnormal closure): unexpected EOF\n')
    second.child.stdin.write('\x1d')
    expect(await second.exit).toEqual([0, null])
  })

  it('tells what the agent knows, in the order of the real one', async () => {
    await expect.poll(async () => (await virtctl('guestosinfo', machine)).code, { timeout: 10_000 }).toBe(0)
    expect((await virtctl('guestosinfo', machine)).stdout).toBe(`{
  "guestAgentVersion": "9.1.0",
  "hostname": "${machine}",
  "os": {
    "name": "Stub Linux",
    "kernelRelease": "6.1",
    "version": "1",
    "prettyName": "Stub Linux 1",
    "id": "stub"
  },
  "timezone": "UTC, 0",
  "userList": [
    {
      "userName": "student",
      "loginTime": 1700000000
    }
  ],
  "fsInfo": {
    "disks": [
      {
        "diskName": "vda1",
        "mountPoint": "/",
        "fileSystemType": "ext4",
        "usedBytes": 1,
        "totalBytes": 2
      }
    ]
  }
}
`)
    expect(JSON.parse((await virtctl('userlist', machine)).stdout)).toEqual({ metadata: {}, items: [{ userName: 'student', loginTime: 1_700_000_000 }] })
    expect((await virtctl('fslist', machine)).stdout).toMatch(/^\{\n {2}"metadata": \{\},\n {2}"items": \[\n {4}\{\n {6}"diskName": "vda1",/)
    expect((await virtctl('guestosinfo', 'nosuch')).stderr).toContain('virtualmachineinstance.kubevirt.io \\"nosuch\\" not found')
  })

  it('exposes a port, passes the screen on to a viewer, and takes its picture', async () => {
    expect((await virtctl('expose', 'vm', machine, '--name=ssh', '--port=22')).stdout).toBe(`Service ssh successfully created for vm ${machine}\n`)
    const { body } = await classroom.api('admin', '/api/v1/namespaces/vms-dev/services/ssh')
    expect(body.spec).toMatchObject({ selector: { 'vm.kubevirt.io/name': machine }, ports: [{ port: 22, targetPort: 22, protocol: 'TCP' }] })
    expect((await virtctl('expose', 'vm', machine, '--name=ssh', '--port=22')).stderr).toBe('service creation failed: services "ssh" already exists\n')
    const picture = join(classroom.directory, 'shot.png')
    expect(await virtctl('vnc', 'screenshot', machine, '-f', picture)).toEqual({ code: 0, stdout: '', stderr: '' })
    expect(readFileSync(picture)).toEqual(stubPicture)
    const proxy = spawnChild(process.execPath, [program, 'vnc', machine, '--proxy-only'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
    const logged = once(createInterface({ input: proxy.stderr }), 'line')
    const [line] = (await once(createInterface({ input: proxy.stdout }), 'line')) as [string]
    const viewer = connect((JSON.parse(line) as { port: number }).port, '127.0.0.1')
    const [greeting] = (await once(viewer, 'data')) as [Buffer]
    expect(greeting.toString()).toBe('RFB 003.008\n')
    expect(JSON.parse(String(await logged))).toMatchObject({ component: '', level: 'info', msg: 'connection timeout: 1m0s', pos: 'vnc.go:157' })
    viewer.end()
    expect(await once(proxy, 'exit')).toEqual([0, null])
  })

  it('says its version and the server’s, and what it does not know', async () => {
    expect((await virtctl('version')).stdout).toMatch(/^Client Version: version\.Info\{GitVersion:"v1\.5\.2", .*\}\nServer Version: version\.Info\{GitVersion:"v1\.5\.2-41-/)
    expect(await virtctl('reset')).toEqual({ code: 1, stdout: '', stderr: 'unknown command "reset" for "virtctl"\n' })
    expect((await virtctl('start', machine, '--nosuch')).stderr).toBe("unknown flag: --nosuch\nSee 'virtctl start --help' for usage.\n")
  })
})
