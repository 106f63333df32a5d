import { mkdtemp, readFile, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createLog, readRecentTroubles } from '../../../../main/log'

const logged = (folder: string): Promise<string> => readFile(join(folder, 'lab-companion.log'), 'utf8')
const folder = (): Promise<string> => mkdtemp(join(tmpdir(), 'log-'))

describe('log', () => {
  it('gives an incident a number that a person can read aloud, and writes it down with its causes', async () => {
    const where = await folder()
    const number = createLog(where).incident(new Error('outer', { cause: new Error('inner') }), 'session.login')
    expect(number).toMatch(/^LC-[2-9A-HJ-NP-Z]{5}$/)
    const text = await logged(where)
    expect(text).toContain(number)
    expect(text).toContain('session.login')
    expect(text).toMatch(/outer[\s\S]*caused by[\s\S]*inner/)
  })

  it('masks registered secrets and anything shaped like a token', async () => {
    const where = await folder()
    const log = createLog(where)
    log.hide('redhatocp')
    log.info('typed redhatocp twice: redhatocp')
    log.warn(`Bearer sha256~${'a'.repeat(43)}`)
    const text = await logged(where)
    expect(text).not.toContain('redhatocp')
    expect(text).not.toContain('sha256~aaaa')
    expect(text).toContain('typed [hidden] twice: [hidden]')
  })

  it('masks tokens by their shape, however many there were, and one of another shape by its text', async () => {
    const log = createLog(await folder())
    const tokens = Array.from({ length: 1_000 }, (_, number) => `sha256~${String(number).padStart(43, 'x')}`)
    for (const token of [...tokens, 'plain-token-of-a-login']) log.hide(token)
    expect(log.mask(tokens.join(' '))).toBe(tokens.map(() => '[token]').join(' '))
    expect(log.mask('Bearer plain-token-of-a-login')).toBe('Bearer [hidden]')
  })

  it('is readable by its owner alone and starts a new file when the old one is large', async () => {
    const where = await folder()
    const log = createLog(where)
    for (let written = 0; written < 130; written++) log.info('x'.repeat(16 * 1024))
    log.info('after')
    expect((await stat(join(where, 'lab-companion.log'))).mode & 0o777).toBe(0o600)
    expect((await logged(where)).split('\n').at(-2)).toContain('after')
    expect((await stat(join(where, 'lab-companion.log.1'))).size).toBeGreaterThan(2 * 1024 * 1024)
  })
})

describe('the latest troubles', () => {
  it('are the incidents and warnings at the end of the log, masked and bounded', async () => {
    const where = await folder()
    expect(await readRecentTroubles(where)).toEqual([])
    const log = createLog(where)
    log.hide('redhatocp')
    log.info('nothing to see')
    for (let number = 0; number < 30; number++) log.warn(`warning ${number} with redhatocp`)
    const incident = log.incident(new Error('a bug'), 'notes.save')
    log.warn('x'.repeat(100_000))
    const troubles = await readRecentTroubles(where)
    expect(troubles).toHaveLength(20)
    expect(troubles.at(-2)).toMatch(new RegExp(`^\\S+ incident ${incident} in notes.save: Error: a bug\\n +at `))
    expect(troubles.join('').length).toBeLessThan(10_000)
    expect(troubles.join('')).not.toMatch(/redhatocp|nothing to see/)
    expect((await logged(where)).length).toBeLessThan(50_000)
  })
})
