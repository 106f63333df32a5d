import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'playwright/test'
import { acts } from '../faults/acts'
import type { Fault } from '../faults/fault'
import { type ActedName, faults } from '../faults/faults'
import { openRoom, roomsArePermitted } from '../faults/room'
import { openStage } from '../faults/stage'
import { electronPath } from './app'

/** Names in tests/faults/faults.ts, for whoever works at some of them; all without it. */
const wanted = process.env['FAULTS']?.split(',')

test('each fault of the table is told in its words, costs nothing that was written, and is over when it is over', async () => {
  test.skip(!roomsArePermitted, 'filling a disk, forgetting a name and the like need a mount namespace, which this system gives to administrators only')
  test.setTimeout(400_000)
  const folder = await mkdtemp(join(tmpdir(), 'lab-companion-faults-'))
  const room = await openRoom(folder)
  const stage = await openStage(folder, room)
  try {
    for (const [id, act] of Object.entries(acts)) {
      if (wanted?.includes(id) === false) continue
      const { name, sights, after }: Fault = faults[id as ActedName]
      await test.step(name, async () => {
        const work = async (): Promise<void> => {
          await stage.write(id)
          if (act.leavesNoShell !== true) await stage.runCommand(id)
        }
        if (act.work === 'before') await work()
        await act.cause(stage)
        if (act.work === undefined) await work()
        for (const sight of sights) await test.step(`seen: ${sight.words.join(' … ')}`, () => stage.see(sight))
        await act.heal(stage)
        for (const sight of after) await test.step(`afterwards: ${sight.words.join(' … ')}`, () => stage.see(sight))
        if (act.losesTheDriver !== true) await stage.expectNothingLost()
      })
    }
  } catch (error) {
    await test.info().attach('main.txt', { body: stage.app.said() })
    await test.info().attach('window.txt', { body: (await stage.glance()).text })
    throw error
  } finally {
    await stage.end()
    await room.end()
    await rm(folder, { recursive: true, force: true })
  }
})

test('a home that can only be read is told before anything is lost in it', async () => {
  test.skip(!roomsArePermitted, 'mounting needs an administrator')
  const folder = await mkdtemp(join(tmpdir(), 'lab-companion-faults-'))
  const room = await openRoom(folder)
  room.run('mount', '-o', 'remount,ro', room.data)
  let program: ChildProcess | null = null
  try {
    for (const data of [room.data, join(room.data, 'new')]) {
      program = spawn(room.doorTo(electronPath), ['.', '--no-sandbox', '--user-data-dir', data], { stdio: ['ignore', 'ignore', 'pipe'] })
      let said = ''
      program.stderr?.on('data', (chunk: Buffer) => void (said += chunk.toString('utf8')))
      await expect.poll(() => said).toContain(`Lab Companion cannot write to its folder.\n${data}\n\nThe disk can only be read.`)
      expect(said).not.toContain('JavaScript error')
      // Until somebody has read it.
      expect(program.exitCode).toBeNull()
      program.kill('SIGTERM')
      await once(program, 'exit')
    }
    expect(await readdir(room.outside(room.data))).toEqual([])
  } finally {
    program?.kill('SIGKILL')
    await room.end()
    await rm(folder, { recursive: true, force: true })
  }
})
