import { LineCounter } from 'yaml'
import { describe, expect, it, vi } from 'vitest'
import { readCloudLogins } from '../../../../main/console/logins'
import { DEEPEST, MOST_TOKENS, parseDocuments, parseOne, parseYaml } from '../../../../main/yaml'

const HUGE = 500_000

describe('a text of YAML', () => {
  // Where the library comes to the end of the stack, a process of Node may end without an exception.
  it.each(['[', '{', '- ', '? ', '? - ', '- ? ', '-\t', 'a: ', '[a: ', '{a: '])('that goes down and down by %j is given up near the limit', (opening) => {
    expect(parseDocuments(opening.repeat(HUGE), {})).toEqual({ stoppedAt: expect.toSatisfy((place: number) => place < opening.length * DEEPEST * 2) as number, why: 'is nested too deeply' })
  })

  it('may be deep by indentation, and says the line where it is too deep', () => {
    const levels = (count: number): string => Array.from({ length: count }, (_, level) => `${' '.repeat(level)}a:\n`).join('')
    expect(parseOne(levels(100), {})).toMatchObject({ document: { errors: [] } })
    const lines = new LineCounter()
    const read = parseOne(levels(2 * DEEPEST), { lineCounter: lines })
    expect('why' in read && lines.linePos(read.stoppedAt).line).toBeGreaterThan(DEEPEST / 2)
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

describe('a file that a person writes', () => {
  const keys = (count: number, key: (index: number) => string): string => Array.from({ length: count }, (_, index) => `${key(index)}: 1\n`).join('')

  // Its keys compared each with each, the longest allowed file took half a minute.
  it('is read no further than what nobody writes, and says where that is', () => {
    const read = parseYaml(keys(20_000, (index) => `key${index}`), 'a unit')
    expect(read).toEqual({ ok: false, problems: [{ line: expect.toSatisfy((line: number) => line > MOST_TOKENS / 10 && line < MOST_TOKENS / 2) as number, column: expect.any(Number) as number, field: '', message: 'has more than 30,000 words and marks up to here: too many for a unit' }] })
    expect(parseYaml(`a: "${'\\q'.repeat(MOST_TOKENS)}"`, 'a unit')).toMatchObject({ problems: [{ message: expect.stringContaining('too many for a unit') as string }] })
  })

  it('is told its first hundred mistakes, from the top, and how many more there are', () => {
    const read = parseYaml(keys(2_000, () => 'a'), 'a unit')
    const problems = read.ok ? [] : read.problems
    expect(problems.map(({ line }) => line)).toEqual(Array.from({ length: 101 }, (_, index) => index + 2))
    expect(problems.at(-1)).toMatchObject({ message: 'is wrong, too, like 1,898 more: they are told when these are mended' })
  })

  it('may say the same field in two groups, and in none twice', () => {
    expect(parseYaml('a: {x: 1}\nb: {x: 1}\nc: [{x: 1}, {x: 1}]\n', 'a unit')).toMatchObject({ ok: true })
    for (const twice of ['a: {x: 1, x: 2}\n', 'a:\n- b:\n    x: 1\n    x: 2\n', '{? {x: 1, x: 2} : 1}']) expect(parseYaml(twice, 'a unit'), twice).toMatchObject({ ok: false, problems: [{ message: 'says the same field a second time' }] })
  })

  it('is not repeated by what is said of it', () => {
    const read = parseYaml(`]\n- "${'a'.repeat(10_000)}`, 'a unit')
    for (const { message } of read.ok ? [] : read.problems) expect(message.length).toBeLessThan(300)
    expect(read.ok).toBe(false)
  })

  it('does not repeat a name that is as long as the file', () => {
    const read = parseYaml(`${'a'.repeat(1_000)}: 1\n`, 'a unit')
    expect(read.ok && read.yaml.locate({ path: ['a'.repeat(1_000)], atKey: true, message: '' }).field).toHaveLength(200)
  })

  it('says nothing on the program’s own output: a key that is a list may be a password', () => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const read = parseOne('[secret]: 1\n', {})
    expect('document' in read && read.document.toJS()).toEqual({ '[ secret ]': 1 })
    expect(warned).not.toHaveBeenCalled()
    warned.mockRestore()
  })
})
