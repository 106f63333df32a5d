import { mkdtemp, readFile, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { createLog } from '../../../../main/log'

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

  it('is readable by its owner alone and starts a new file when the old one is large', async () => {
    const where = await folder()
    const log = createLog(where)
    log.info('x'.repeat(2 * 1024 * 1024))
    log.info('after')
    expect((await stat(join(where, 'lab-companion.log'))).mode & 0o777).toBe(0o600)
    expect((await logged(where)).split('\n')[0]).toContain('after')
    expect((await stat(join(where, 'lab-companion.log.1'))).size).toBeGreaterThan(2 * 1024 * 1024)
  })
})
