import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Guest } from '../../../../practice/guests/index.js'
import { firstTime, guestOptions, patience, prepareGuests, Typist } from './real-guests.js'

/** The unit's longest file is a tenth of it. */
const pastedLength = 10_000

const keysyms = { Return: 0xff0d, d: 0x64, leftControl: 0xffe3 } as const

/** Where the keys of a PC lie (scan code set 1), whatever is printed on them. */
const places = { leftShift: 0x2a, rightAlt: 0xb8, besideLeftShift: 0x56, besideOne: 0x29, rightOfP: 0x1a, rightOfL: 0x27, rightOfRightOfL: 0x28, minus: 0x0c, q: 0x10, y: 0x15, e: 0x12, z: 0x2c, two: 0x03, zero: 0x0b } as const

const reader = `#!/bin/sh
stty -echo
while :; do
  : > /tmp/ready
  cat > /tmp/typed
  mv /tmp/typed /tmp/done
  while [ -e /tmp/done ]; do usleep 50000; done
done
`

let guests: Awaited<ReturnType<typeof prepareGuests>>
let guest: Guest
let root: Typist

beforeAll(async () => {
  guests = await prepareGuests()
  guest = await guests.start(guestOptions('typed'))
  root = new Typist(guest)
  await root.logIn('root', 'redhat', /# $/)
  // A reader in place of the screen's login prompt, which would log whoever is slow out.
  await root.run(`cat > /tmp/reader << 'EOF'
${reader}EOF
chmod 755 /tmp/reader; sed -i 's|^tty1.*|tty1::respawn:/tmp/reader|' /etc/inittab; kill -HUP 1; pkill -f 'getty.*tty1'`)
}, firstTime)

afterAll(() => guests.clear())

/** Makes the screen's keyboard write into a file until Ctrl+D. @returns what reads the file */
async function openReader(): Promise<() => Promise<string>> {
  await root.run('if [ -e /tmp/done ]; then rm /tmp/ready /tmp/done; fi; while ! [ -e /tmp/ready ]; do usleep 50000; done')
  return () => root.run('while ! [ -e /tmp/done ]; do usleep 50000; done; cat /tmp/done')
}

function press(keysym: number): void {
  guest.keyboard.press(keysym, true)
  guest.keyboard.press(keysym, false)
}

function endOfFile(): void {
  guest.keyboard.press(keysyms.leftControl, true)
  press(keysyms.d)
  guest.keyboard.press(keysyms.leftControl, false)
}

/** Presses keys by their places, as a viewer that sends QEMU's extended key events. */
function strike(key: number, ...held: readonly number[]): void {
  for (const other of held) guest.keyboard.pressScanCode(other, true)
  guest.keyboard.pressScanCode(key, true)
  guest.keyboard.pressScanCode(key, false)
  for (const other of [...held].reverse()) guest.keyboard.pressScanCode(other, false)
}

describe('typing', { timeout: patience * 3 }, () => {
  it('brings a long pasted text to the guest, byte for byte', async () => {
    const lines = Array.from({ length: 300 }, (_, number) => `${number}: ${'The quick brown fox '.slice(number % 20)} ~!@#$%^&*()_+{}|:"<>?\`-=[]\\;',./`)
    const text = `${lines.join('\n').slice(0, pastedLength - 1)}\n`
    expect(text).toHaveLength(pastedLength)
    const readTyped = await openReader()
    for (const character of text) press(character === '\n' ? keysyms.Return : character.charCodeAt(0))
    endOfFile()
    await readTyped()
    expect(await root.run('wc -c < /tmp/done; md5sum < /tmp/done')).toBe(`${pastedLength}\r\n${createHash('md5').update(text).digest('hex')}  -\r\n`)
  })

  it.each([
    { layout: 'us', typed: "`[;'-qyz" },
    { layout: 'de-latin1-nodeadkeys', typed: '^üöäßqzy' },
    { layout: 'fr-latin1', typed: '²^mù)ayw' },
  ])('leaves it to the guest what is printed on its keys: $layout', async ({ layout, typed }) => {
    await root.run(`loadkeys -q -C /dev/tty1 ${layout}`)
    const readTyped = await openReader()
    for (const key of [places.besideOne, places.rightOfP, places.rightOfL, places.rightOfRightOfL, places.minus, places.q, places.y, places.z]) strike(key)
    strike(0x1c)
    endOfFile()
    expect(await readTyped()).toBe(`${typed}\r\n`)
  })

  it('knows the keys that only some keyboards have, and the third character of a key', async () => {
    await root.run('loadkeys -q -C /dev/tty1 de-latin1-nodeadkeys')
    const readTyped = await openReader()
    strike(places.besideLeftShift)
    strike(places.besideLeftShift, places.leftShift)
    strike(places.besideLeftShift, places.rightAlt)
    strike(places.q, places.rightAlt)
    strike(places.two, places.leftShift)
    strike(0x1c)
    endOfFile()
    expect(await readTyped()).toBe('<>|@"\r\n')
  })
})
