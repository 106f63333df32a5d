import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { root } from '../../../scripts/paths.mjs'
import { readArguments } from '../../../scripts/start.mjs'

describe('readArguments', () => {
  it('makes paths absolute from where the user typed them', () => {
    expect(readArguments(['--classroom', 'mine.yaml', '--user-data-dir=/tmp/data', '--notes-dir', '../notes'], '/home/student/lab')).toEqual({
      help: false,
      args: ['--classroom', '/home/student/lab/mine.yaml', '--user-data-dir', '/tmp/data', '--notes-dir', '/home/student/notes'],
    })
  })

  it.each([[['--practise']], [['--classroom']], [['--practice', '--classroom', 'a.yaml']], [['stray']]])('refuses %j', (args) => {
    expect(() => readArguments(args, '/')).toThrow(/--|positional/)
  })
})

it('answers an unknown option with its name, the usage and status 2', () => {
  const { status, stderr, stdout } = spawnSync(process.execPath, ['scripts/start.mjs', '--practise'], { cwd: root, encoding: 'utf8' })
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toContain("'--practise'")
  expect(stderr).toContain('Usage: npm start -- [OPTION…]')
})
