import { expect, it } from 'vitest'
import type { PtyProcess } from '../../../../main/terminal/pty-process'
import { createCommandTap } from '../../../../main/terminal/running-command'

it('types no secret once the command has ended: the shell would show it', () => {
  const written: string[] = []
  const pty = { pid: 0, device: '', write: (data: string) => written.push(data) } as unknown as PtyProcess
  const tap = createCommandTap(pty, { isOff: async () => true, warm() {}, dispose() {} })
  tap.command.answer('first')
  tap.finish(0)
  tap.command.answer('second')
  expect(written).toEqual(['first\r'])
})
