import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, expectSession, launch, test } from './app'
import { familyOf, survivors } from './processes'

// Ten in every run of the suite; the bench plays a hundred (LC_ROUNDS).
const ROUNDS = Number(process.env['LC_ROUNDS'] ?? 10)

/** How a round ends: as a student quits, in the middle of a login, or by a kill that lets nothing clean up. */
const ENDINGS = ['quit', 'quit in the middle', 'killed', 'killed in the middle'] as const

test('starting, logging in and quitting leaves nothing behind, however it ends', async () => {
  test.setTimeout(ROUNDS * 30_000)
  const base = await mkdtemp(join(tmpdir(), 'lab-companion-rounds-'))
  const userDataDir = join(base, 'data')
  const temporary = await mkdtemp(join(base, 'tmp-'))
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const ending = round === ROUNDS - 1 ? 'quit' : ENDINGS[round % ENDINGS.length]
      // The token of an earlier round is still good; without its kubeconfig this round logs in anew.
      await rm(join(userDataDir, 'kubeconfigs'), { recursive: true, force: true })
      await test.step(`round ${round + 1}: ${ending}`, async () => {
        const app = await launch({ args: ['--practice'], userDataDir, env: { TMPDIR: temporary } })
        const child = app.electron.process()
        const middle = ending?.endsWith('middle')
        await app.page.getByRole('button', { name: 'Log in as admin', exact: true }).click()
        if (!middle) await expectSession(app.page, 'Logged in as admin')
        const family = await familyOf(child.pid ?? 0)
        expect(family.length).toBeGreaterThan(3)
        if (ending?.startsWith('killed')) child.kill('SIGKILL')
        else await app.quit()
        await expect.poll(() => survivors(family), { message: 'processes of the program that outlived it' }).toEqual([])
      })
    }
    expect((await readdir(userDataDir)).filter((name) => name.startsWith('Singleton'))).toEqual([])
    // A kill leaves Chromium no time to remove its socket's folder; the next start of the same user data replaces its lock.
    const kills = Math.floor((ROUNDS - 1) / 2)
    expect((await readdir(temporary)).length).toBeLessThanOrEqual(kills)
  } finally {
    await rm(base, { recursive: true, force: true })
  }
})
