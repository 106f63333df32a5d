import { describe, expect, it } from 'vitest'
import { readArguments } from '../../../../main/launch/arguments'

describe('arguments', () => {
  it('finds ours among switches of Electron and Chromium', () => {
    expect(readArguments(['--inspect=0', '--remote-debugging-port=0', '.', '--no-sandbox', '--practice', '--user-data-dir', '/tmp/data', '--notes-dir=/tmp/n'])).toEqual({
      classroomFile: null,
      practice: true,
      userDataDir: '/tmp/data',
      notesDir: '/tmp/n',
    })
  })

  it('takes a classroom file and treats empty values as not given', () => {
    expect(readArguments(['.', '--classroom', 'c.yaml', '--user-data-dir='])).toEqual({ classroomFile: 'c.yaml', practice: false, userDataDir: null, notesDir: null })
  })
})
