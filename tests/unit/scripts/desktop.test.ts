import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, it } from 'vitest'
import { root } from '../../../scripts/paths.mjs'

/** Starts the desktop with a Node program on it, which prints what it sees as JSON. */
function startOnDesktop(program: string) {
  const child = spawn(process.execPath, ['scripts/desktop.mjs', '--', process.execPath, '-e', program], { cwd: root })
  return { child, stdout: text(child.stdout), stderr: text(child.stderr), closed: once(child, 'close') }
}

/** What must be gone afterwards: the servers' process ids and the folder. */
const look = `
  const { readFileSync } = require('node:fs')
  const servers = readFileSync('/proc/' + process.ppid + '/task/' + process.ppid + '/children', 'utf8').trim().split(' ').map(Number)
  const folder = require('node:path').dirname(process.env.XDG_RUNTIME_DIR)
`

interface Seen {
  servers: number[]
  folder: string
  display: string
  secret?: string
}

function expectNothingLeft({ servers, folder, display }: Seen) {
  expect(existsSync(folder)).toBe(false)
  expect(servers.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([])
  expect(existsSync(join('/tmp/.X11-unix', display.replace(':', 'X')))).toBe(false)
}

it('offers a display and an open keyring, passes the status on and leaves nothing behind', async () => {
  const { closed, stdout } = startOnDesktop(`${look}
    const keytar = require('keytar')
    keytar.setPassword('desktop.test', 'student', 'kept')
      .then(() => keytar.getPassword('desktop.test', 'student'))
      .then((secret) => { console.log(JSON.stringify({ servers, folder, display: process.env.DISPLAY, secret })); process.exitCode = 7 })`)
  expect(await closed).toEqual([7, null])
  const seen = JSON.parse(await stdout) as Seen
  expect(seen.secret).toBe('kept')
  // The display, the bus, the keyring and the program itself.
  expect(seen.servers).toHaveLength(4)
  expectNothingLeft(seen)
})

it('leaves nothing behind when it is told to end', async () => {
  const { child, closed, stdout } = startOnDesktop(`${look}
    console.log(JSON.stringify({ servers, folder, display: process.env.DISPLAY }))
    setInterval(() => {}, 1000)`)
  await once(child.stdout, 'data')
  child.kill('SIGTERM')
  expect(await closed).toEqual([143, null])
  expectNothingLeft(JSON.parse(await stdout) as Seen)
})

it('keeps two desktops apart', async () => {
  const print = `console.log(process.env.DISPLAY + ' ' + process.env.DBUS_SESSION_BUS_ADDRESS)`
  const seen = await Promise.all([startOnDesktop(print).stdout, startOnDesktop(print).stdout])
  const [first = '', second = ''] = seen.map((line) => line.trim())
  expect(first).toMatch(/^:\d+ unix:path=/)
  expect(second).toMatch(/^:\d+ unix:path=/)
  expect(first.split(' ')[1]).not.toBe(second.split(' ')[1])
})
