import { LineCounter } from 'yaml'
import { describe, expect, it } from 'vitest'
import { readCloudLogins } from '../../../../main/console/logins'
import { DEEPEST, parseDocuments, parseOne } from '../../../../main/yaml'

const HUGE = 500_000

describe('a text of YAML', () => {
  // Where the library comes to the end of the stack, a process of Node may end without an exception.
  it.each(['[', '{', '- ', '? ', '? - ', '- ? ', '-\t', 'a: ', '[a: ', '{a: '])('that goes down and down by %j is given up near the limit', (opening) => {
    expect(parseDocuments(opening.repeat(HUGE), {})).toEqual({ tooDeepAt: expect.toSatisfy((place: number) => place < opening.length * DEEPEST * 2) as number })
  })

  it('may be deep by indentation, and says the line where it is too deep', () => {
    const levels = (count: number): string => Array.from({ length: count }, (_, level) => `${' '.repeat(level)}a:\n`).join('')
    expect(parseOne(levels(100), {})).toMatchObject({ document: { errors: [] } })
    const lines = new LineCounter()
    const read = parseOne(levels(2 * DEEPEST), { lineCounter: lines })
    expect('tooDeepAt' in read && lines.linePos(read.tooDeepAt).line).toBeGreaterThan(DEEPEST / 2)
  })

  it('has its documents with their mistakes, in place', () => {
    const lines = new LineCounter()
    const read = parseDocuments('a: 1\n---\nb: [\n', { lineCounter: lines })
    const documents = 'documents' in read ? read.documents : []
    expect(documents.map(({ errors }) => errors.length > 0)).toEqual([false, true])
    expect(lines.linePos(documents[1]?.contents?.range[0] ?? 0)).toEqual({ line: 3, col: 1 })
  })

  it('may be empty', () => {
    expect(parseOne('', {})).toMatchObject({ document: { contents: null, errors: [] } })
  })
})

it('of a VM that nobody could have made is not read for logins', () => {
  const machine = (userData: string): unknown => ({ spec: { template: { spec: { volumes: [{ cloudInitNoCloud: { userData } }] } } } })
  expect(readCloudLogins(machine('#cloud-config\nuser: fedora\npassword: lab\n'))).toEqual([{ user: 'fedora', password: 'lab' }])
  for (const hostile of ['[', '{a: ', '- ']) expect(readCloudLogins(machine(`#cloud-config\n${hostile.repeat(HUGE)}`))).toEqual([])
})
