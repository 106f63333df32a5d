import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chownSync, existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { OpenClassroom } from '../../../../main/classroom'
import { call, openWindow, waitFor, type Window } from './window'
import { listen } from './servers'

const HOST = 'workstation.lab.test'
const sshd = '/usr/sbin/sshd'

let folder: string
let server: ChildProcess
let window: Window
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ssh-'))
  await chmod(folder, 0o755)
  const probe = await listen(createServer(), 0)
  await probe.stop()
  server = await startSshd(folder, probe.port)
  window = await openWindow(folder, { hostOf: () => HOST })
  // The real ssh, told where the machine of the classroom is.
  await writeFile(join(folder, 'ssh_config'), `Host ${HOST}\n HostName 127.0.0.1\n HostKeyAlias ${HOST}\n Port ${probe.port}\n UserKnownHostsFile ${join(folder, 'known_hosts')}\n PubkeyAuthentication no\n`)
  await writeFile(join(window.bin, 'ssh'), `#!/bin/sh\nexec /usr/bin/ssh -F ${join(folder, 'ssh_config')} "$@"\n`, { mode: 0o755 })
})
afterEach(async () => {
  await window.close()
  const gone = once(server, 'exit')
  server.kill()
  await gone
  await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
})

/** A real sshd without privileges: it asks for passwords as any does, and knows nobody, so that no user has to be made for a test. */
async function startSshd(root: string, port: number): Promise<ChildProcess> {
  const home = join(root, 'sshd')
  await mkdir(home)
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(home, 'key')])
  await writeFile(join(home, 'config'), `ListenAddress 127.0.0.1\nPort ${port}\nHostKey ${join(home, 'key')}\nPidFile none\nUsePAM no\nPasswordAuthentication yes\nKbdInteractiveAuthentication no\n`)
  // As root it would need a folder of the system's; as nobody it needs only its key.
  const nobody = 65_534
  const identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {}
  if ('uid' in identity) for (const path of ['', 'key', 'config']) chownSync(join(home, path), nobody, nobody)
  const started = spawn(sshd, ['-D', '-e', '-f', join(home, 'config')], { ...identity, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  started.stderr?.on('data', (text: Buffer) => (said += text.toString()))
  await waitFor(() => (said.includes('Server listening') ? true : null))
  return started
}

it.skipIf(!existsSync(sshd))("leaves the host key question to the student and answers ssh's password prompt once", async () => {
  const classroom: OpenClassroom = {
    classroom: { id: 'lab-1', title: 'Lab', kind: 'file', apiUrl: 'https://127.0.0.1:9', consoleUrl: null, nodes: null, users: [], machines: [{ name: 'workstation', host: HOST, users: [{ name: 'student' }] }], guests: [], units: [], managed: false, file: null },
    ca: null,
  }
  await window.vault.keep('lab-1', 'machine:workstation:student', 'machine-secret')
  await window.sessions.open(classroom)
  const tab = await window.terminals.handlers.calls.create({ purpose: { kind: 'ssh', machine: 'workstation', user: 'student' } })
  let screen = ''
  const source = await window.terminals.handlers.streams.attach({ id: tab.id, cols: 100, rows: 24 }, { send: (down) => void (screen += down.data), end: () => {}, flowing: true, onFlow: () => {} })
  window.sessions.tabsChanged(window.terminals.list())
  await waitFor(() => (/\(yes\/no\/\[fingerprint\]\)\? $/.test(screen) ? true : null))
  source.receive({ type: 'input', data: 'yes\r' })
  await waitFor(() => (/Permission denied, please try again\.\s+student@workstation\.lab\.test's password: $/.test(screen) ? true : null))
  // One answer, one refusal, and the second question stands: it is for the student.
  expect(screen.match(/'s password: /g)).toHaveLength(2)
  expect(screen).not.toContain('machine-secret')
  expect(await readFile(join(folder, 'known_hosts'), 'utf8')).toContain('ssh-ed25519')
  expect(call(window).get(undefined)).toMatchObject({ identities: [] })
})
