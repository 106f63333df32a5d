import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { acts } from '../faults/acts'
import type { Fault } from '../faults/fault'
import { type ActedName, faults } from '../faults/faults'
import { openRoom, type Room, roomsArePermitted } from '../faults/room'
import { openStage, type Stage } from '../faults/stage'
import { electronPath, expect, test } from './app'

test.describe('each fault of the table is told in its words, costs nothing that was written, and is over when it is over', () => {
  test.skip(!roomsArePermitted, 'filling a disk, forgetting a name and the like need a mount namespace, which this system gives to administrators only')
  // One running program for all of them, and a new one for those that come after a failure.
  let folder: string
  let room: Room
  let stage: Stage
  test.beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lab-companion-faults-'))
    room = await openRoom(folder)
    stage = await openStage(folder, room)
  })
  test.afterEach(async ({}, info) => {
    if (info.status === info.expectedStatus) return
    await info.attach('main.txt', { body: stage.app.said() })
    await info.attach('window.txt', { body: (await stage.glance()).text })
  })
  test.afterAll(async () => {
    await stage.end()
    await room.end()
    await rm(folder, { recursive: true, force: true })
  })

  for (const [id, act] of Object.entries(acts)) {
    const { name, sights, after }: Fault = faults[id as ActedName]
    test(name, async () => {
      const work = async (): Promise<void> => {
        await stage.write(id)
        if (act.leavesNoShell !== true) await stage.runCommand(id)
      }
      if (act.work === 'before') await work()
      const before = await stage.glance()
      await act.cause(stage)
      if (act.work === undefined) await work()
      for (const sight of sights) await test.step(`seen: ${sight.words.join(' … ')}`, () => stage.see(sight))
      await act.heal(stage)
      for (const sight of after) await test.step(`afterwards: ${sight.words.join(' … ')}`, () => stage.see(sight))
      await (act.losesTheDriver === true ? stage.expectKept() : stage.expectNothingLost())
      await stage.expectSamePlace(before)
    })
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
