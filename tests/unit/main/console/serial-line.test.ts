import { setTimeout as delay } from 'node:timers/promises'
import { spawn, type IPty } from 'node-pty'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { SerialSize } from '../../../../core/contract'
import type { Port } from '../../../../main/console/port'
import { createSerialLine, type SerialLine } from '../../../../main/console/serial-line'
import { until } from '../../until'

/** What a getty and a login do, as far as a line sees it; then a real shell. */
const LOGIN = `while read -rp 'vm login: ' user; do [ -n "$user" ] && break; done
read -rsp 'Password: '; echo
PS1='[\\u@vm \\W]\\$ ' exec bash --norc --noprofile -i`

let guest: IPty
let line: SerialLine
let said = ''
let told: SerialSize[] = []

beforeEach(() => {
  said = ''
  told = []
  guest = spawn('bash', ['-c', LOGIN], { env: { ...(process.env as Record<string, string>), TERM: 'dumb', HISTFILE: '' }, cols: 80, rows: 24 })
  const port: Port = { id: '1', port: 'serial', machine: { namespace: 'vms', name: 'vm' }, write: (bytes) => guest.write(Buffer.from(bytes).toString('utf8')), close() {}, give() {} }
  line = createSerialLine(port, { prompt: null }, (size) => told.push(size))
  guest.onData((text) => {
    said += text
    line.hear(Buffer.from(text))
  })
})

afterEach(() => {
  line.dispose()
  guest.kill()
})

function type(text: string): void {
  line.noteTyping()
  guest.write(text)
}

const sizeSaid = (): string | undefined => /SIZE (\d+ \d+)/.exec(said)?.[1]

describe('the size of a serial console’s terminal', () => {
  test('is told at login, and again whenever the shell that was logged in to stands at its prompt', async () => {
    expect(await line.logIn('student', 'secret', { cols: 100, rows: 30 })).toBe('loggedIn')
    expect(told).toEqual([{ cols: 100, rows: 30 }])
    await until(() => expect(said).toMatch(/\[\S+ \S+\][$#] stty cols 100|stty cols 100[^]*\][$#] $/))
    type('cd /tmp\r')
    line.setSize({ cols: 90, rows: 20 }, false)
    line.setSize({ cols: 91, rows: 21 }, false)
    await until(() => expect(told).toEqual([{ cols: 100, rows: 30 }, { cols: 91, rows: 21 }]))
    type('echo SIZE $(stty size)\r')
    await until(() => expect(sizeSaid()).toBe('21 91'))
  })

  test('waits while a program runs there or a line has been begun', async () => {
    await line.logIn('student', 'secret', { cols: 100, rows: 30 })
    await until(() => expect(said).toMatch(/rows 30[^]*\][$#] $/))
    type('cat\r')
    line.setSize({ cols: 90, rows: 20 }, false)
    // Longer than the wait for the end of a drag: had it been typed, it would have been by now.
    await delay(1_500)
    type('\u0004')
    await until(() => expect(told).toHaveLength(2))
    await until(() => expect(said).toMatch(/cols 90[^]*\][$#] $/))
    type('echo SIZE')
    line.setSize({ cols: 70, rows: 15 }, false)
    await delay(1_500)
    expect(told).toHaveLength(2)
    type(' $(stty size)\r')
    await until(() => expect(sizeSaid()).toBe('20 90'))
    await until(() => expect(told.at(-1)).toEqual({ cols: 70, rows: 15 }))
  })

  test('is never typed where nobody was logged in by us', async () => {
    await until(() => expect(said).toContain('login: '))
    type('student\r')
    await until(() => expect(said).toContain('Password: '))
    type('secret\r')
    await until(() => expect(said).toMatch(/\][$#] $/))
    line.setSize({ cols: 90, rows: 20 }, false)
    await delay(1_500)
    expect(told).toEqual([])
  })
})
