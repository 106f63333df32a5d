import { describe, expect, it } from 'vitest'
import { handOn, readArguments, readHandedOn } from '../../../../main/launch/arguments'

describe('arguments', () => {
  it('finds ours among switches of Electron and Chromium', () => {
    expect(readArguments(['--inspect=0', '--remote-debugging-port=0', '.', '--no-sandbox', '--practice', '--user-data-dir', '/tmp/data', '--notes-dir=/tmp/n'], false)).toEqual({
      classroomFile: null,
      practice: true,
      userDataDir: '/tmp/data',
      notesDir: '/tmp/n',
      file: null,
    })
  })

  it('takes a classroom file and treats empty values as not given', () => {
    expect(readArguments(['.', '--classroom', 'c.yaml', '--user-data-dir='], false)).toEqual({ classroomFile: 'c.yaml', practice: false, userDataDir: null, notesDir: null, file: null })
  })

  it('takes the file of a double click, beside the folder that an unpacked Electron runs', () => {
    expect(readArguments(['--ozone-platform-hint=auto', '/home/s/my.classroom.yaml'], true).file).toBe('/home/s/my.classroom.yaml')
    expect(readArguments(['.', '--practice', 'unit.yaml'], false).file).toBe('unit.yaml')
  })

  it('come from a second start in their own order, and from a stranger not at all', () => {
    const words = ['--no-sandbox', '.', '--user-data-dir', '/tmp/data', 'unit.yaml']
    expect(readHandedOn(structuredClone(handOn(words)), false)).toEqual(readArguments(words, false))
    for (const given of [undefined, null, 'x', { words: 'x' }, { words: [1] }]) expect(readHandedOn(given, false)).toBeNull()
  })
})
